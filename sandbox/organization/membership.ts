import type { Organization } from './state.ts';

/** Whether an entry of a binding's members stands for the principal; groups may hold groups. */
export function includes(
  organization: Organization,
  entry: string,
  member: string,
  seen: readonly string[] = [],
): boolean {
  if (entry === member || entry === 'allUsers' || entry === 'allAuthenticatedUsers') return true;
  const colon = entry.indexOf(':');
  const [kind, value] = [entry.slice(0, colon), entry.slice(colon + 1)];
  if (kind === 'domain') return member.startsWith('user:') && member.endsWith(`@${value}`);
  // Two groups that hold each other would otherwise be asked for ever.
  if (kind !== 'group' || seen.includes(entry)) return false;
  const members = organization.groups.get(value) ?? [];
  return members.some((one) => includes(organization, one, member, [...seen, entry]));
}
