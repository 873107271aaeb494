import { newEtag } from './etag.ts';
import { lineage } from './hierarchy.ts';
import type { Organization } from './state.ts';

/**
 * Boolean constraints that Google enforces where nobody said otherwise.
 * https://cloud.google.com/resource-manager/docs/organization-policy/org-policy-constraints
 */
const DEFAULTS: ReadonlyMap<string, boolean> = new Map([
  ['iam.automaticIamGrantsForDefaultServiceAccounts', true],
  ['iam.disableCrossProjectServiceAccountUsage', true],
]);

/** The constraints known here: Google's two, and whatever the organization file names. */
export function knownConstraints(organization: Organization): readonly string[] {
  const named = [...organization.constraints.values()].flatMap((one) => [...one.keys()]);
  return [...new Set([...DEFAULTS.keys(), ...named])].sort();
}

/** What holds where no policy is set. */
export function constraintDefault(constraint: string): boolean {
  return DEFAULTS.get(constraint) ?? false;
}

/** Whether a constraint is enforced on `projects/P`, `folders/N` or `organizations/N`: the nearest policy decides. */
export function isEnforced(organization: Organization, name: string, constraint: string): boolean {
  for (const place of lineage(organization, name)) {
    const own = organization.constraints.get(place)?.get(constraint);
    if (own !== undefined) return own;
  }
  return constraintDefault(constraint);
}

/** Sets a policy; `undefined` takes it away, so that the parent's holds again. */
export function setConstraint(
  organization: Organization,
  name: string,
  constraint: string,
  enforced: boolean | undefined,
): void {
  const policies = organization.constraints.get(name) ?? new Map<string, boolean>();
  const key = `${name}/policies/${constraint}`;
  if (enforced === undefined) {
    policies.delete(constraint);
    organization.constraintVersions.delete(key);
  } else {
    policies.set(constraint, enforced);
    const updated = organization.now();
    organization.constraintVersions.set(key, { etag: newEtag(), updated });
  }
  organization.constraints.set(name, policies);
}
