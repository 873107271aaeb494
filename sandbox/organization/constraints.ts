import { newEtag } from './etag.ts';
import { lineage } from './hierarchy.ts';
import { seenUntil } from './propagation.ts';
import type { Organization } from './state.ts';

/**
 * Boolean constraints that Google enforces where nobody said otherwise.
 * https://cloud.google.com/resource-manager/docs/organization-policy/org-policy-constraints
 */
const DEFAULTS: ReadonlyMap<string, boolean> = new Map([
  ['iam.automaticIamGrantsForDefaultServiceAccounts', true],
  ['iam.disableCrossProjectServiceAccountUsage', true],
]);

/** The constraints known here: Google's two, whatever the organization file names, and custom ones. */
export function knownConstraints(organization: Organization): readonly string[] {
  const named = [...organization.constraints.values()].flatMap((one) => [...one.keys()]);
  const custom = [...organization.customConstraints]
    .filter(([, one]) => one !== 'deleted')
    .map(([name]) => name);
  return [...new Set([...DEFAULTS.keys(), ...named, ...custom])].sort();
}

/** What holds where no policy is set. */
export function constraintDefault(constraint: string): boolean {
  return DEFAULTS.get(constraint) ?? false;
}

/**
 * Whether a constraint is enforced on `projects/P`, `folders/N` or `organizations/N`: the nearest policy decides. A
 * change takes `propagationSeconds` to be seen.
 */
export function isEnforced(organization: Organization, name: string, constraint: string): boolean {
  return nearest(organization, name, constraint, inForce);
}

/** The same as the policies are written, whether they have propagated or not. */
export function isSet(organization: Organization, name: string, constraint: string): boolean {
  return nearest(organization, name, constraint, written);
}

type Say = (organization: Organization, place: string, constraint: string) => boolean | undefined;

function nearest(organization: Organization, name: string, constraint: string, say: Say): boolean {
  for (const place of lineage(organization, name)) {
    const own = say(organization, place, constraint);
    if (own !== undefined) return own;
  }
  return constraintDefault(constraint);
}

const written: Say = (organization, place, constraint) =>
  organization.constraints.get(place)?.get(constraint);

const inForce: Say = (organization, place, constraint) => {
  const horizon = seenUntil(organization);
  const pasts = organization.constraintPasts.get(`${place}/policies/${constraint}`) ?? [];
  const past = pasts.find(({ until }) => until > horizon);
  return past === undefined ? written(organization, place, constraint) : past.enforced;
};

/** Sets a policy; `undefined` takes it away, so that the parent's holds again. */
export function setConstraint(
  organization: Organization,
  name: string,
  constraint: string,
  enforced: boolean | undefined,
): void {
  const policies = organization.constraints.get(name) ?? new Map<string, boolean>();
  const key = `${name}/policies/${constraint}`;
  remember(organization, key, policies.get(constraint));
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

/** Keeps what the policy said until now, for as long as somebody may still see it. */
function remember(organization: Organization, key: string, enforced: boolean | undefined): void {
  const horizon = seenUntil(organization);
  const pasts = organization.constraintPasts.get(key) ?? [];
  organization.constraintPasts.set(key, [
    ...pasts.filter(({ until }) => until > horizon),
    { enforced, until: organization.now() },
  ]);
}
