import { pubsubAgent, pushAccount } from '../../../shared/deployed/accounts.ts';
import { ownAudience } from '../../../shared/deployed/own-audience.ts';
import {
  FUNCTIONS,
  KEPT,
  LONGEST_RETENTION_SECONDS,
  MAX_DELIVERY_ATTEMPTS,
  PUSH_SUBSCRIPTIONS,
  type PushSubscription,
  RETRY,
} from '../../../shared/deployed/parts.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, unknown, wrong } from '../judged.ts';
import { type Patient, Policy } from '../patient.ts';
import { readFunction } from '../read-function.ts';
import { readSubscription, type Subscription } from '../read-subscription.ts';
import { soleHolder } from '../sole-holder.ts';

/** Each push subscription pushes where and as it should, and gives up where it should; one keeps the dead letters. */
export const subscriptions: Check = {
  id: 'subscriptions',
  probes: (patient) => [
    ...PUSH_SUBSCRIPTIONS.map((one) => ({
      about: `subscription ${one.name}`,
      look: () => lookAtPush(one, patient),
    })),
    { about: `subscription ${KEPT}`, look: () => lookAtKept(patient) },
  ],
};

async function lookAtKept(patient: Patient): Promise<Judged> {
  const found = await readSubscription(patient, KEPT);
  if (found === undefined) return wrong('It is not there: no dead letter is kept.', APPLY);
  const kept = {
    name: KEPT,
    topic: 'dead-letters',
    retentionSeconds: LONGEST_RETENTION_SECONDS,
  } as const;
  const faults = standing(kept, found, patient);
  if (found.pushConfig.pushEndpoint !== '')
    faults.push({
      says: `It pushes to ${found.pushConfig.pushEndpoint}, and so keeps nothing.`,
      mend: update(KEPT, '--push-endpoint=', patient),
    });
  return judge(faults, 'It keeps what was given up.');
}

async function lookAtPush(one: PushSubscription, patient: Patient): Promise<Judged> {
  const found = await readSubscription(patient, one.name);
  if (found === undefined) return wrong('It is not there: nothing is delivered.', APPLY);
  const uri = (await unless([404], readFunction(patient, one.function)))?.serviceConfig.uri;
  if (uri === undefined)
    return unknown(`Where it should push to is not known: see function bailiff-${one.function}.`);
  const faults = [
    ...standing(one, found, patient),
    ...pushing(one, found, uri, patient),
    ...givingUp(one, found, patient),
    ...(one.deadLetters ? await forwarding(one.name, patient) : []),
  ];
  return judge(faults, `It pushes to bailiff-${one.function} as its own identity.`);
}

/** What holds for every subscription. */
function standing(
  { name, topic, retentionSeconds }: Pick<PushSubscription, 'name' | 'topic' | 'retentionSeconds'>,
  found: Subscription,
  patient: Patient,
): Fault[] {
  const faults: Fault[] = [];
  const fault = (is: boolean, says: string) => {
    if (is) faults.push({ says, mend: APPLY });
  };
  const wanted = `projects/${patient.deployment.project}/topics/${topic}`;
  fault(found.topic !== wanted, `It is of ${found.topic}, not of ${wanted}.`);
  fault(found.state !== 'ACTIVE', `Its state is ${found.state}.`);
  fault(found.detached, 'It is detached.');
  fault(found.filter !== '', 'It has a filter, which drops messages.');
  if (found.expirationPolicy?.ttl !== undefined || found.expirationPolicy === undefined)
    faults.push({
      says: 'It expires when it is idle.',
      mend: update(name, '--expiration-period=never', patient),
    });
  const kept = found.messageRetentionDuration;
  if (kept !== `${retentionSeconds}s`)
    faults.push({
      says: `It keeps messages for ${kept || 'an unknown time'}, not for ${retentionSeconds}s.`,
      mend: update(name, `--message-retention-duration=${retentionSeconds}s`, patient),
    });
  return faults;
}

function pushing(
  { name, function: to }: PushSubscription,
  { pushConfig, ackDeadlineSeconds }: Subscription,
  uri: string,
  patient: Patient,
): readonly Fault[] {
  const { deployment, region } = patient;
  const email = pushAccount(deployment, to);
  const audience = ownAudience(deployment.project, region, to);
  const seconds = FUNCTIONS[to].ackDeadlineSeconds;
  const mend = update(
    name,
    `--push-endpoint=${uri} --push-auth-service-account=${email} --push-auth-token-audience=${audience}`,
    patient,
  );
  const { pushEndpoint, oidcToken } = pushConfig;
  const sound = [
    pushEndpoint === uri || `It pushes to ${pushEndpoint || 'nobody'}, not to ${uri}.`,
    oidcToken?.serviceAccountEmail === email ||
      `It pushes as ${oidcToken?.serviceAccountEmail || 'nobody'}, not as ${email}.`,
    oidcToken?.audience === audience ||
      `Its token is for ${oidcToken?.audience || 'nobody'}, not for ${audience}.`,
  ];
  const faults = sound.filter((one) => one !== true).map((says) => ({ says, mend }));
  if (ackDeadlineSeconds === seconds) return faults;
  const says = `A push is given up after ${ackDeadlineSeconds} s, not ${seconds} s.`;
  return [...faults, { says, mend: update(name, `--ack-deadline=${seconds}`, patient) }];
}

function givingUp(
  { name, deadLetters }: PushSubscription,
  { deadLetterPolicy, retryPolicy }: Subscription,
  patient: Patient,
): readonly Fault[] {
  const faults: Fault[] = [];
  const topic = `projects/${patient.deployment.project}/topics/dead-letters`;
  if (!deadLetters && deadLetterPolicy !== undefined)
    faults.push({
      says: 'It gives messages up as dead letters, and should not.',
      mend: update(name, '--clear-dead-letter-policy', patient),
    });
  if (
    deadLetters &&
    (deadLetterPolicy?.deadLetterTopic !== topic ||
      deadLetterPolicy.maxDeliveryAttempts !== MAX_DELIVERY_ATTEMPTS)
  )
    faults.push({
      says: `It does not give a message up to ${topic} after ${MAX_DELIVERY_ATTEMPTS} tries.`,
      mend: update(
        name,
        `--dead-letter-topic=${topic} --max-delivery-attempts=${MAX_DELIVERY_ATTEMPTS}`,
        patient,
      ),
    });
  if (
    retryPolicy?.minimumBackoff !== RETRY.minimumBackoff ||
    retryPolicy.maximumBackoff !== RETRY.maximumBackoff
  )
    faults.push({
      says: 'It does not wait 10 s to 10 min between tries.',
      mend: update(
        name,
        `--min-retry-delay=${RETRY.minimumBackoff} --max-retry-delay=${RETRY.maximumBackoff}`,
        patient,
      ),
    });
  return faults;
}

/** Pub/Sub's own agent takes a dead letter off the subscription; nobody else has business on it. */
async function forwarding(name: string, patient: Patient): Promise<readonly Fault[]> {
  const { project } = patient.deployment;
  const path = `/v1/projects/${project}/subscriptions/${name}:getIamPolicy?options.requestedPolicyVersion=3`;
  const policy = await patient.ask.get('pubsub.googleapis.com', path, Policy);
  const member = pubsubAgent(await patient.projectNumber());
  return soleHolder(
    policy,
    { role: 'roles/pubsub.subscriber', member },
    { command: 'gcloud pubsub subscriptions', target: `${name} --project=${project}` },
  );
}

function update(name: string, flags: string, { deployment }: Patient): string {
  return `gcloud pubsub subscriptions update ${name} ${flags} --project=${deployment.project}`;
}
