import { z } from 'zod';
import type { FunctionName } from '../../shared/deployed/parts.ts';
import type { Patient } from './patient.ts';

/** https://cloud.google.com/functions/docs/reference/rest/v2/projects.locations.functions */
const DeployedFunction = z.object({
  state: z.string().default('STATE_UNSPECIFIED'),
  serviceConfig: z
    .object({
      uri: z.string().optional(),
      serviceAccountEmail: z.string().optional(),
      ingressSettings: z.string().optional(),
    })
    .default({}),
});
export type DeployedFunction = z.infer<typeof DeployedFunction>;

/** A function of the deployment. Throws ApiFailure; 404 where it is not there. */
export function readFunction(
  { ask, deployment, region }: Patient,
  name: FunctionName,
): Promise<DeployedFunction> {
  const path = `/v2/projects/${deployment.project}/locations/${region}/functions/bailiff-${name}`;
  return ask.get('cloudfunctions.googleapis.com', path, DeployedFunction);
}
