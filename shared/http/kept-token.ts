import type { Credentials } from './credentials.ts';

export interface Token {
  readonly token: string;
  /** When it ends, in milliseconds since 1970. */
  readonly expires: number;
}

// The metadata server makes another token five minutes before the last one ends.
const BEFORE_END_MS = 4 * 60_000;

/** A token that is made when a call first needs one, by one call for all that wait, and anew before it ends. */
export function keptToken(make: () => Promise<Token>): Credentials {
  let kept: Token | undefined;
  let making: Promise<Token> | undefined;
  return async () => {
    if (kept === undefined || kept.expires - BEFORE_END_MS <= Date.now()) {
      making ??= make().finally(() => {
        making = undefined;
      });
      kept = await making;
    }
    return { authorization: `Bearer ${kept.token}` };
  };
}
