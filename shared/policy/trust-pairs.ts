import type { TrustEntry } from './policy.ts';

/** All that trust says of the jobs of one project and one account. */
export interface TrustPair {
  readonly project: string;
  readonly email: string;
  /** Of the account, whichever entry says it. */
  readonly uniqueId: string | undefined;
  readonly deployers: ReadonlySet<string>;
  readonly restore: boolean;
}

/** Entries that name the same project and account added up, by the two. */
export function trustPairs(trust: readonly TrustEntry[]): ReadonlyMap<string, TrustPair> {
  const pins = pinsOf(trust);
  const pairs = new Map<string, TrustPair>();
  for (const { projects, accounts, deployers, restore } of trust)
    for (const project of projects)
      for (const { email } of accounts) {
        const key = `${project} ${email}`;
        const known = pairs.get(key);
        pairs.set(key, {
          project,
          email,
          uniqueId: pins.get(email),
          deployers: new Set([...(known?.deployers ?? []), ...deployers]),
          restore: restore || known?.restore === true,
        });
      }
  return pairs;
}

function pinsOf(trust: readonly TrustEntry[]): ReadonlyMap<string, string> {
  const accounts = trust.flatMap((entry) => entry.accounts);
  const pinned = accounts.flatMap(({ email, uniqueId }) =>
    uniqueId === undefined ? [] : [[email, uniqueId] as const],
  );
  return new Map(pinned);
}
