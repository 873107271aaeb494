import { z } from 'zod';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import type { Check } from '../check.ts';
import { type Judged, judge } from '../judged.ts';
import { type Patient, RESOURCE_MANAGER } from '../patient.ts';

const BASIC = ['roles/owner', 'roles/editor', 'roles/viewer'];
/** By which somebody could act as any identity of the project. */
const LENDING = [
  'roles/iam.serviceAccountKeyAdmin',
  'roles/iam.serviceAccountOpenIdTokenCreator',
  'roles/iam.serviceAccountTokenCreator',
  'roles/iam.workloadIdentityUser',
];

const COLLECTIONS = {
  project: 'projects',
  folder: 'folders',
  organization: 'organizations',
} as const;
const COMMANDS = {
  projects: 'gcloud projects',
  folders: 'gcloud resource-manager folders',
  organizations: 'gcloud organizations',
} as const;
const Ancestry = z.object({
  ancestor: z.array(
    z.object({
      resourceId: z.object({
        type: z.enum(['project', 'folder', 'organization']),
        id: z.string(),
      }),
    }),
  ),
});

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
  const { ask, deployment } = patient;
  const path = `/v1/projects/${deployment.project}:getAncestry`;
  const { ancestor } = await ask.post(RESOURCE_MANAGER, path, {}, Ancestry);
  const nodes = ancestor.map(({ resourceId }) => ({
    collection: COLLECTIONS[resourceId.type],
    id: resourceId.id,
  }));
  const found = await Promise.all(
    nodes.map(async ({ collection, id }) => {
      const policy = await patient.allowPolicy(`${collection}/${id}`);
      return (policy.bindings ?? [])
        .filter(({ role }) => BASIC.includes(role) || LENDING.includes(role))
        .flatMap(({ role, members }) =>
          members.map((member) => ({
            says: `${member} holds ${role} on ${collection}/${id}.`,
            mend: `${COMMANDS[collection]} remove-iam-policy-binding ${id} --member=${shellWord(member)} --role=${role} --all`,
          })),
        );
    }),
  );
  return judge(found.flat(), `Nobody holds one on ${nodes.map(({ id }) => id).join(', ')}.`);
}
