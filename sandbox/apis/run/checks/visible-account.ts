import { findAccount } from '../../../organization/hierarchy.ts';
import type { Account, Organization } from '../../../organization/state.ts';

/**
 * The account behind an address as permission checks see it. A deleted one is not there, and a new one is not there
 * until it has propagated.
 */
export function visibleAccount(organization: Organization, email: string): Account | undefined {
  const account = findAccount(organization, email);
  if (account === undefined) return undefined;
  const age = organization.now() - account.created;
  return age < organization.settings.propagationSeconds * 1000 ? undefined : account;
}
