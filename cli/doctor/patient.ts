import { z } from 'zod';
import type { IamPolicy } from '../../shared/domain/iam-policy.ts';
import type { Google } from '../../shared/gcp/google.ts';
import type { Ask } from '../ask.ts';
import type { Deployed } from './read-deployed.ts';

/** The deployment that is looked at, and how to ask about it. */
export interface Patient extends Deployed {
  readonly ask: Ask;
  /** The same caller, for the clients of shared/gcp. */
  readonly google: Google;
  /** RFC 3339. */
  readonly now: string;
  /** Of Bailiff's project; asked once. Throws ApiFailure. */
  projectNumber(): Promise<string>;
  /** The allow policy of `organizations/N`, `folders/N` or `projects/P`; asked once each. Throws ApiFailure. */
  allowPolicy(node: string): Promise<IamPolicy>;
}

export const RESOURCE_MANAGER = 'cloudresourcemanager.googleapis.com';

const Project = z.object({ name: z.string().regex(/^projects\/\d+$/) });
const condition = z.record(z.string(), z.unknown()).optional();
export const Policy = z.looseObject({
  bindings: z
    .array(z.looseObject({ role: z.string(), members: z.array(z.string()).default([]), condition }))
    .default([]),
});

export function openPatient(deployed: Deployed, ask: Ask, google: Google, now: string): Patient {
  const { project } = deployed.deployment;
  let number: Promise<string> | undefined;
  const policies = new Map<string, Promise<IamPolicy>>();
  return {
    ...deployed,
    ask,
    google,
    now,
    projectNumber() {
      number ??= ask
        .get(RESOURCE_MANAGER, `/v3/projects/${project}`, Project)
        .then(({ name }) => name.slice('projects/'.length));
      return number;
    },
    allowPolicy(node) {
      const asked =
        policies.get(node) ??
        ask.post(
          RESOURCE_MANAGER,
          `/v3/${node}:getIamPolicy`,
          { options: { requestedPolicyVersion: 3 } },
          Policy,
        );
      policies.set(node, asked);
      return asked;
    },
  };
}
