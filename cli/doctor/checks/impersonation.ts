import {
  allAccounts,
  pubsubAgent,
  pushAccounts,
  writers,
} from '../../../shared/deployed/accounts.ts';
import type { Check } from '../check.ts';
import { type Judged, judge } from '../judged.ts';
import { type Patient, Policy } from '../patient.ts';
import { soleHolder } from '../sole-holder.ts';

/** The policy of each identity: remediate alone impersonates a writer, Pub/Sub alone signs as a pusher, nobody the others. */
export const impersonation: Check = {
  id: 'impersonation',
  probes: (patient) =>
    allAccounts(patient.deployment).map((email) => ({
      about: `policy of ${email}`,
      look: () => look(email, patient),
    })),
};

async function look(email: string, patient: Patient): Promise<Judged> {
  const { ask, deployment } = patient;
  const path = `/v1/projects/${deployment.project}/serviceAccounts/${email}:getIamPolicy`;
  const options = { options: { requestedPolicyVersion: 3 } };
  const policy = await ask.post('iam.googleapis.com', path, options, Policy);
  const wanted = await userOf(email, patient);
  const faults = soleHolder(policy, wanted, {
    command: 'gcloud iam service-accounts',
    target: `${email} --project=${deployment.project}`,
  });
  return judge(faults, wanted === undefined ? 'Nobody.' : `${wanted.member} alone.`);
}

async function userOf(email: string, patient: Patient) {
  const { deployment } = patient;
  const token = 'roles/iam.serviceAccountTokenCreator';
  if (writers(deployment).includes(email))
    return { role: token, member: `serviceAccount:${deployment.identities.remediate}` };
  if (!pushAccounts(deployment).includes(email)) return undefined;
  const member = pubsubAgent(await patient.projectNumber());
  return { role: 'roles/iam.serviceAccountOpenIdTokenCreator', member };
}
