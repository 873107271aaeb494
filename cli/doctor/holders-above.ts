import { z } from 'zod';
import { shellWord } from '../../shared/domain/shell-word.ts';
import type { Fault } from './judged.ts';
import { type Patient, RESOURCE_MANAGER } from './patient.ts';

const COLLECTIONS = {
  project: 'projects',
  folder: 'folders',
  organization: 'organizations',
} as const;
const COMMANDS = {
  project: 'gcloud projects',
  folder: 'gcloud resource-manager folders',
  organization: 'gcloud organizations',
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
 * Whoever holds one of the roles on Bailiff's project or above it, a fault each, and the ids of these nodes, the project
 * first. Throws ApiFailure.
 */
export async function holdersAbove(
  patient: Patient,
  roles: readonly string[],
): Promise<{ readonly ids: readonly string[]; readonly faults: readonly Fault[] }> {
  const path = `/v1/projects/${patient.deployment.project}:getAncestry`;
  const { ancestor } = await patient.ask.post(RESOURCE_MANAGER, path, {}, Ancestry);
  const found = await Promise.all(
    ancestor.map(async ({ resourceId: { type, id } }) => {
      const node = `${COLLECTIONS[type]}/${id}`;
      const { bindings = [] } = await patient.allowPolicy(node);
      return bindings
        .filter(({ role }) => roles.includes(role))
        .flatMap(({ role, members }) =>
          members.map((member) => ({
            says: `${member} holds ${role} on ${node}.`,
            mend: `${COMMANDS[type]} remove-iam-policy-binding ${id} --member=${shellWord(member)} --role=${role} --all`,
          })),
        );
    }),
  );
  return { ids: ancestor.map(({ resourceId }) => resourceId.id), faults: found.flat() };
}
