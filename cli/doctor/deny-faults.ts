import type { DenyRule } from '../../shared/deployed/deny-policies.ts';
import { accountPrincipal, EVERYBODY } from '../../shared/domain/deny-principal.ts';

/** A rule of a deny policy as it stands there; a condition is its expression. */
export interface FoundRule extends DenyRule {
  readonly description: string;
  readonly exceptionPermissions: readonly string[];
  readonly condition: string | undefined;
}

/**
 * What a deny policy no longer denies, whom it denies too much, and by what any of its rules can be passed, each as a
 * sentence. Permissions are compared by name: a group of them (`*`) counts for none. Rules about other permissions are
 * somebody else's, and are left alone.
 */
export function denyFaults(
  wanted: readonly DenyRule[],
  found: readonly FoundRule[],
): readonly string[] {
  return [
    ...wanted.flatMap((rule) => lacking(rule, found)),
    ...wanted.flatMap((rule) => needed(rule, found)),
    ...found.flatMap((rule) => holes(rule, wanted)),
  ];
}

function lacking({ deniedPermissions, deniedPrincipals }: DenyRule, found: readonly FoundRule[]) {
  const free = (permission: string, principal: string) =>
    !found.some((rule) => names(rule, permission) && covers(rule, principal));
  const byWhom = Map.groupBy(deniedPermissions, (permission) =>
    deniedPrincipals.filter((one) => free(permission, one)).join(' '),
  );
  return [...byWhom].flatMap(([whom, permissions]) =>
    whom === '' ? [] : [`It does not deny ${permissions.join(', ')} to ${told(whom.split(' '))}.`],
  );
}

function needed({ deniedPermissions, exceptionPrincipals }: DenyRule, found: readonly FoundRule[]) {
  const barring = found.filter((rule) => deniedPermissions.some((one) => names(rule, one)));
  const barred = exceptionPrincipals.filter((principal) =>
    barring.some(
      (rule) => covers(rule, principal) && !rule.exceptionPrincipals.includes(principal),
    ),
  );
  if (barred.length === 0) return [];
  return [`It denies ${deniedPermissions.join(', ')} to ${told(barred)} as well, who needs it.`];
}

function holes(rule: FoundRule, wanted: readonly DenyRule[]) {
  const touched = wanted.filter((one) => one.deniedPermissions.some((it) => names(rule, it)));
  if (touched.length === 0) return [];
  const strangers = rule.exceptionPrincipals.filter(
    (principal) => !touched.every((one) => one.exceptionPrincipals.includes(principal)),
  );
  const what = rule.description === '' ? 'A rule' : `The rule ${JSON.stringify(rule.description)}`;
  const faults: string[] = [];
  if (strangers.length > 0) faults.push(`${what} excepts ${told(strangers)}.`);
  if (rule.exceptionPermissions.length > 0)
    faults.push(`${what} excepts the permission ${rule.exceptionPermissions.join(', ')}.`);
  if (rule.condition !== undefined)
    faults.push(`${what} holds only where ${JSON.stringify(rule.condition)}.`);
  return faults;
}

function names({ deniedPermissions }: DenyRule, permission: string): boolean {
  return deniedPermissions.includes(permission);
}

function covers({ deniedPrincipals }: DenyRule, principal: string): boolean {
  return deniedPrincipals.includes(principal) || deniedPrincipals.includes(EVERYBODY);
}

function told(principals: readonly string[]): string {
  return principals
    .map((one) => (one === EVERYBODY ? 'everybody' : one.replace(accountPrincipal(''), '')))
    .join(', ');
}
