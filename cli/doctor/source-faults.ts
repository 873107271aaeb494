import { holds } from '../../shared/domain/iam-policy.ts';
import { unless } from '../../shared/gcp/call.ts';
import { APPLY } from './check.ts';
import type { Fault } from './judged.ts';
import { type Patient, Policy } from './patient.ts';

const API = 'securitycenter.googleapis.com';
const EDITOR = 'roles/securitycenter.findingsEditor';

/** What keeps notify from writing findings of `organizations/N/sources/M` in Security Command Center. Throws ApiFailure. */
export async function sourceFaults(
  source: string,
  { ask, deployment }: Patient,
): Promise<readonly Fault[]> {
  const options = { options: { requestedPolicyVersion: 3 } };
  const policy = await unless([404], ask.post(API, `/v2/${source}:getIamPolicy`, options, Policy));
  if (policy === undefined) return [{ says: `There is no ${source}.`, mend: createLine(source) }];
  const member = `serviceAccount:${deployment.identities.notify}`;
  if (holds(policy, EDITOR, member)) return [];
  return [{ says: `${member} lacks ${EDITOR} on ${source}.`, mend: APPLY }];
}

// gcloud makes none. https://cloud.google.com/security-command-center/docs/how-to-api-create-manage-security-sources
function createLine(source: string): string {
  const [, organization] = source.split('/');
  return `curl -H "Authorization: Bearer $(gcloud auth print-access-token)" -H 'Content-Type: application/json' -d '{"displayName":"Bailiff"}' https://${API}/v2/organizations/${organization}/sources`;
}
