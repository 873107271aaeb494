import type { Check } from '../check.ts';
import { holdersAbove } from '../holders-above.ts';
import { type Judged, judge } from '../judged.ts';
import type { Patient } from '../patient.ts';

const BASIC = ['roles/owner', 'roles/editor', 'roles/viewer'];
/** By which somebody could act as any identity of the project. */
const LENDING = [
  'roles/iam.serviceAccountKeyAdmin',
  'roles/iam.serviceAccountOpenIdTokenCreator',
  'roles/iam.serviceAccountTokenCreator',
  'roles/iam.workloadIdentityUser',
];

/**
 * Nobody holds a basic role, or one that lends out every account, on Bailiff's project or above it. Custom roles that
 * hold as much are not found.
 */
export const basicRoles: Check = {
  id: 'basic-roles',
  probes: (patient) => [
    {
      about: `projects/${patient.deployment.project} and what is above it`,
      look: () => look(patient),
    },
  ],
};

async function look(patient: Patient): Promise<Judged> {
  const { ids, faults } = await holdersAbove(patient, [...BASIC, ...LENDING]);
  return judge(faults, `Nobody holds one on ${ids.join(', ')}.`);
}
