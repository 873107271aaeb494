import type { Explanation } from '../../gcp/explanation.ts';

/** Where a permission comes from, for people: `on the account`, `by project P, through group:EMAIL`. */
export function placeWords({ where, groups, conditional }: Explanation, project: string): string {
  const places = where.map((name) => placeWord(name, project));
  return [
    places.length > 0 ? places.join(' and ') : 'by a policy that may not be read',
    ...(groups.length > 0 ? [`through ${groups.join(' and ')}`] : []),
    ...(conditional ? ['under a condition'] : []),
  ].join(', ');
}

function placeWord(name: string, project: string): string {
  if (name.includes('/serviceAccounts/')) return 'on the account';
  if (name.startsWith('organizations/')) return 'by the organization';
  return name.startsWith('projects/') ? `by project ${project}` : `by ${name}`;
}
