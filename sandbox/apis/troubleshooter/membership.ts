import type { Call } from '../../http/call.ts';
import { includes } from '../../organization/membership.ts';

/** Whether an entry of a policy stands for a principal, as far as the asker may know. */
export type Membership = 'matched' | 'not-matched' | 'unknown-info' | 'unknown-unsupported';

/** `entry` as allow policies write members. Groups and domains tell nothing to who may not read groups. */
export function membershipOf(call: Call, entry: string, member: string): Membership {
  if (/^(group|domain):/.test(entry) && !mayReadGroups(call)) return 'unknown-info';
  if (includes(call.organization, entry, member)) return 'matched';
  if (/^principal(Set)?:/.test(entry)) return 'unknown-unsupported';
  return isKnown(call, entry) ? 'not-matched' : 'unknown-info';
}

/** What several entries say together: one that matches is enough. */
export function combined(all: readonly Membership[]): Membership {
  const order: readonly Membership[] = ['matched', 'unknown-info', 'unknown-unsupported'];
  return order.find((membership) => all.includes(membership)) ?? 'not-matched';
}

function mayReadGroups({ organization, principal }: Call): boolean {
  const { groupReaders } = organization.settings;
  return groupReaders?.some((one) => includes(organization, one, principal)) ?? true;
}

/** Whether all members of a group are known here, those of the groups inside it included. */
function isKnown(call: Call, entry: string, seen: readonly string[] = []): boolean {
  if (!entry.startsWith('group:') || seen.includes(entry)) return true;
  const members = call.organization.groups.get(entry.slice('group:'.length));
  return members?.every((one) => isKnown(call, one, [...seen, entry])) === true;
}
