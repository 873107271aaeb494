/** The headers that prove who calls, made anew or kept, as they are for the next call. Rejects with NoCredentials or Unanswered. */
export type Credentials = () => Promise<Readonly<Record<string, string>>>;

/** Whoever calls has nothing to prove it by; the message says how to mend that. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
}

/** For calls that nobody has to prove himself for. */
export const anonymous: Credentials = async () => ({});

export function bearer(token: string): Credentials {
  const headers = { authorization: `Bearer ${token}` };
  return async () => headers;
}
