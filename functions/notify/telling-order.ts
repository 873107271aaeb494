import type { Finding } from '../../shared/domain/finding.ts';

/**
 * Rules by how much they tell of what is wrong, most first: an account that cannot be used at all, then one that should
 * not be, then the conditions in the order in which Google checks them. Any other rule comes behind these.
 */
const TELLING: readonly string[] = [
  'service-account-unusable',
  'default-service-account',
  'missing-act-as',
  'missing-token-creator',
  'cross-project-use-disabled',
];

export function byTelling(a: Finding, b: Finding): number {
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}

function rank({ rule }: Finding): number {
  const at = TELLING.indexOf(rule);
  return at === -1 ? TELLING.length : at;
}
