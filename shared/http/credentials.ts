/** The headers that prove who calls, made anew or kept, as they are for the next call. Rejects with NoCredentials or Unanswered. */
export type Credentials = () => Promise<Readonly<Record<string, string>>>;

/** Whoever calls has nothing to prove it by. */
export class NoCredentials extends Error {
  override readonly name = 'NoCredentials';
  /** What to do about it, to stand behind the message and a colon. */
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** For calls that nobody has to prove himself for. */
export const anonymous: Credentials = async () => ({});

export function bearer(token: string): Credentials {
  const headers = { authorization: `Bearer ${token}` };
  return async () => headers;
}
