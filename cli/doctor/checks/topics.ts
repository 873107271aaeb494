import { z } from 'zod';
import { pubsubAgent, schedulerAgent } from '../../../shared/deployed/accounts.ts';
import { TOPIC_PUBLISHERS, type TopicName } from '../../../shared/deployed/parts.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Judged, judge, unknown, wrong } from '../judged.ts';
import { type Patient, Policy } from '../patient.ts';
import { readSink } from '../read-sink.ts';
import { soleHolder } from '../sole-holder.ts';

const API = 'pubsub.googleapis.com';
const Topic = z.object({ name: z.string() });

/** Each topic is there, and its policy names its one publisher and nobody else. */
export const topics: Check = {
  id: 'topics',
  probes: (patient) =>
    (Object.keys(TOPIC_PUBLISHERS) as TopicName[]).map((name) => ({
      about: `topic ${name}`,
      look: () => look(name, patient),
    })),
};

async function look(name: TopicName, patient: Patient): Promise<Judged> {
  const { ask, deployment } = patient;
  const path = `/v1/projects/${deployment.project}/topics/${name}`;
  const found = await unless([404], ask.get(API, path, Topic));
  if (found === undefined) return wrong('There is no such topic.', APPLY);
  const publisher = await publisherOf(name, patient);
  if (publisher === undefined)
    return unknown('Who may publish to it is not known: see the check of the sink or the account.');
  const query = '?options.requestedPolicyVersion=3';
  const policy = await ask.get(API, `${path}:getIamPolicy${query}`, Policy);
  const wanted = { role: 'roles/pubsub.publisher', member: publisher };
  const line = {
    command: 'gcloud pubsub topics',
    target: `${name} --project=${deployment.project}`,
  };
  return judge(soleHolder(policy, wanted, line), `${publisher} alone publishes to it.`);
}

async function publisherOf(name: TopicName, patient: Patient): Promise<string | undefined> {
  const { identities } = patient.deployment;
  const publisher = TOPIC_PUBLISHERS[name];
  switch (publisher) {
    case 'sink':
      return (await unless([404], readSink(patient)))?.writerIdentity;
    case 'pubsub':
      return pubsubAgent(await patient.projectNumber());
    case 'scheduler':
      return schedulerAgent(await patient.projectNumber());
    default:
      return identities[publisher] === undefined
        ? undefined
        : `serviceAccount:${identities[publisher]}`;
  }
}
