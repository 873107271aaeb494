import { z } from 'zod';
import { holds } from '../../shared/domain/iam-policy.ts';
import { unless } from '../../shared/gcp/call.ts';
import type { Fault } from './judged.ts';
import { type Patient, Policy } from './patient.ts';

const API = 'pubsub.googleapis.com';
const PUBLISHER = 'roles/pubsub.publisher';
const Topic = z.object({ name: z.string() });

/** What keeps notify from publishing on `projects/P/topics/T`; who else may is its owner's. Throws ApiFailure. */
export async function topicFaults(
  topic: string,
  { ask, deployment }: Patient,
): Promise<readonly Fault[]> {
  const [, project, , name = ''] = topic.split('/');
  const own = `${name} --project=${project}`;
  const path = `/v1/projects/${project}/topics/${encodeURIComponent(name)}`;
  const found = await unless([404], ask.get(API, path, Topic));
  if (found === undefined)
    return [{ says: `There is no ${topic}.`, mend: `gcloud pubsub topics create ${own}` }];
  const query = 'options.requestedPolicyVersion=3';
  const policy = await ask.get(API, `${path}:getIamPolicy?${query}`, Policy);
  const member = `serviceAccount:${deployment.identities.notify}`;
  if (holds(policy, PUBLISHER, member)) return [];
  return [
    {
      says: `${member} lacks ${PUBLISHER} on ${topic}.`,
      mend: `gcloud pubsub topics add-iam-policy-binding ${own} --member=${member} --role=${PUBLISHER}`,
    },
  ];
}
