import type { Organization } from '../../organization/state.ts';

interface Sorted {
  readonly keys: readonly string[];
  readonly sorted: readonly string[];
}

const sortedOf = new WeakMap<Organization, Sorted>();

/** The keys of `organization.jobs` by name; sorted anew only when jobs have come or gone, since a sweep asks for each page. */
export function jobNames(organization: Organization): readonly string[] {
  const keys = [...organization.jobs.keys()];
  const known = sortedOf.get(organization);
  const same = known?.keys.length === keys.length && known.keys.every((key, n) => key === keys[n]);
  if (same) return known.sorted;
  const sorted = keys.toSorted((a, b) => (a < b ? -1 : 1));
  sortedOf.set(organization, { keys, sorted });
  return sorted;
}
