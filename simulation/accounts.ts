import type { Account, Organization } from '../sandbox/organization/state.ts';

/** The account of this address that is there now. */
export function liveAccount(email: string, { accounts }: Organization): Account | undefined {
  return [...accounts.values()].find((one) => one.email === email && one.deleted === undefined);
}
