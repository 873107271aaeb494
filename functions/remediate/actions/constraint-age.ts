import type { ProjectFacts } from '../../../shared/domain/subject.ts';
import { CONSTRAINT } from '../../../shared/engine/diagnosis/mending.ts';
import type { OrgPolicy } from '../../../shared/gcp/own-org-policies.ts';

export interface ConstraintAgePorts {
  readonly ownOrgPolicies: {
    /** What is set on `projects/P`, `folders/N` or `organizations/N` itself. */
    read(place: string, constraint: string): Promise<OrgPolicy | undefined>;
  };
}

const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Why the constraint must not be lifted in the project: somebody enforced it within the last 30 days, or nobody can tell
 * when. The nearest policy decides, whichever level it is set on. Where none is set, Google enforces it and nobody else
 * does; a policy that was taken away leaves no trace here.
 */
export async function enforcedLately(
  project: ProjectFacts,
  at: string,
  { ownOrgPolicies }: ConstraintAgePorts,
): Promise<string | undefined> {
  for (const place of [`projects/${project.id}`, ...project.ancestors]) {
    const policy = await ownOrgPolicies.read(place, CONSTRAINT);
    if (policy?.spec === undefined) continue;
    const { updateTime = '', reset, rules = [] } = policy.spec;
    const enforces = reset === true || rules.some(({ enforce }) => enforce === true);
    if (!enforces) return `What ${place} says of ${CONSTRAINT} changed while it was looked at.`;
    const age = Date.parse(at) - Date.parse(updateTime);
    if (Number.isNaN(age)) return `When ${CONSTRAINT} was enforced on ${place} is not known.`;
    if (age < DAYS * DAY_MS)
      return `${CONSTRAINT} was enforced on ${place} at ${updateTime}, less than ${DAYS} days ago, so somebody meant it.`;
    return undefined;
  }
  return undefined;
}
