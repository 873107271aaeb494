import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildAccount,
  pubsubAgent,
  pushAccount,
  pushAccounts,
  schedulerAgent,
} from '../../shared/deployed/accounts.ts';
import { projectGrants } from '../../shared/deployed/grants.ts';
import { ownAudience } from '../../shared/deployed/own-audience.ts';
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
  KEPT,
  LONGEST_RETENTION_SECONDS,
  MAX_DELIVERY_ATTEMPTS,
  PUSH_SUBSCRIPTIONS,
  RETRY,
  SINK,
  TOPIC_PUBLISHERS,
  type TopicName,
} from '../../shared/deployed/parts.ts';
import type { Channels } from '../../shared/domain/channels.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { putObject } from './buckets.ts';
import { addAccount } from './create.ts';
import { denyBailiff } from './deny-bailiff.ts';
import { deployLedger, deploySchedule } from './deploy-ledger.ts';
import { deployServices } from './deploy-services.ts';
import { findAccount, findProject } from './hierarchy.ts';
import { currentPolicy, replacePolicy } from './policies.ts';
import type { Organization } from './state.ts';

/** Where everything of the local organization's Bailiff is said to run. */
const REGION = 'us-central1';
const FILTER = join(import.meta.dirname, '../../infra/sink-filter.txt');

/**
 * Describes a deployment of Bailiff in the organization as infra makes it, for who reads it: what delivers events here is
 * the local queue. The bindings of its identities on the organization are the organization file's; `policy` is the file's text.
 */
export function deployBailiff(
  organization: Organization,
  deployment: Deployment,
  policy: string,
  channels: Channels = {},
): void {
  const project = findProject(organization, deployment.project);
  if (project === undefined) return;
  const place = { organization, deployment, base: `projects/${project.id}` };
  addAccounts(place, project.number);
  addSink(place);
  addTopics(place, project.number);
  addFunctions(place);
  deployServices(organization, deployment, REGION, channels);
  addSubscriptions(place, project.number);
  deployLedger(organization, place.base, REGION);
  deploySchedule(organization, place.base, REGION);
  denyBailiff(organization, deployment);
  const bucket = `${project.id}-bailiff-policy`;
  if (organization.buckets.has(bucket)) putObject(organization, bucket, 'policy.yaml', policy);
}

interface Place {
  readonly organization: Organization;
  readonly deployment: Deployment;
  /** `projects/ID`. */
  readonly base: string;
}

function addAccounts({ organization, deployment, base }: Place, number: string): void {
  for (const email of [...pushAccounts(deployment), buildAccount(deployment)])
    if (findAccount(organization, email) === undefined)
      addAccount(organization, deployment.project, email);
  for (const email of pushAccounts(deployment)) {
    const role = 'roles/iam.serviceAccountOpenIdTokenCreator';
    const account = findAccount(organization, email);
    give(organization, `serviceAccounts/${account?.uniqueId}`, role, pubsubAgent(number));
  }
  const policy = currentPolicy(organization, base);
  const held = projectGrants(deployment).filter(({ optional }) => !optional);
  const granted = held.map(({ role, member, condition }) => ({
    role,
    members: [member],
    condition,
  }));
  const bindings = [...(policy.bindings ?? []), ...granted];
  replacePolicy(organization, base, { ...policy, version: 3, bindings });
}

function writerOf({ number }: Organization): string {
  return `serviceAccount:service-org-${number}@gcp-sa-logging.iam.gserviceaccount.com`;
}

function addSink({ organization, deployment, base }: Place): void {
  organization.deployed.set(`${deployment.organization}/sinks/${SINK}`, {
    name: SINK,
    resourceName: `${deployment.organization}/sinks/${SINK}`,
    destination: `pubsub.googleapis.com/${base}/topics/audit-events`,
    filter: readFileSync(FILTER, 'utf8').trim(),
    includeChildren: true,
    writerIdentity: writerOf(organization),
  });
}

function addTopics({ organization, deployment, base }: Place, number: string): void {
  const publishers = {
    sink: writerOf(organization),
    scheduler: schedulerAgent(number),
    pubsub: pubsubAgent(number),
  };
  for (const topic of Object.keys(TOPIC_PUBLISHERS) as TopicName[]) {
    const publisher = TOPIC_PUBLISHERS[topic];
    const name = `${base}/topics/${topic}`;
    const regions = { allowedPersistenceRegions: [REGION] };
    organization.deployed.set(name, { name, messageStoragePolicy: regions });
    const member =
      publisher === 'sink' || publisher === 'scheduler' || publisher === 'pubsub'
        ? publishers[publisher]
        : `serviceAccount:${deployment.identities[publisher]}`;
    give(organization, name, 'roles/pubsub.publisher', member);
  }
}

function uriOf(name: FunctionName): string {
  return `https://bailiff-${name}-local-uc.a.run.app`;
}

function addFunctions({ organization, deployment, base }: Place): void {
  for (const name of FUNCTION_NAMES) {
    const full = `${base}/locations/${REGION}/functions/bailiff-${name}`;
    organization.deployed.set(full, {
      name: full,
      environment: 'GEN_2',
      state: 'ACTIVE',
      serviceConfig: {
        uri: uriOf(name),
        serviceAccountEmail: deployment.identities[FUNCTIONS[name].runs],
        ingressSettings: 'ALLOW_INTERNAL_ONLY',
      },
    });
  }
}

function addSubscriptions({ organization, deployment, base }: Place, number: string): void {
  const standing = (seconds: number) => ({
    messageRetentionDuration: `${seconds}s`,
    expirationPolicy: {},
    state: 'ACTIVE',
  });
  for (const one of PUSH_SUBSCRIPTIONS) {
    const { name: id, topic, function: to, deadLetters } = one;
    const name = `${base}/subscriptions/${id}`;
    const audience = ownAudience(deployment.project, REGION, to);
    const deadLetterPolicy = {
      deadLetterTopic: `${base}/topics/dead-letters`,
      maxDeliveryAttempts: MAX_DELIVERY_ATTEMPTS,
    };
    organization.deployed.set(name, {
      name,
      topic: `${base}/topics/${topic}`,
      pushConfig: {
        pushEndpoint: uriOf(to),
        oidcToken: { serviceAccountEmail: pushAccount(deployment, to), audience },
      },
      ackDeadlineSeconds: FUNCTIONS[to].ackDeadlineSeconds,
      retryPolicy: RETRY,
      ...(deadLetters ? { deadLetterPolicy } : {}),
      ...standing(one.retentionSeconds),
    });
    if (deadLetters) give(organization, name, 'roles/pubsub.subscriber', pubsubAgent(number));
  }
  const name = `${base}/subscriptions/${KEPT}`;
  const topic = `${base}/topics/dead-letters`;
  organization.deployed.set(name, {
    name,
    topic,
    pushConfig: {},
    ackDeadlineSeconds: 60,
    ...standing(LONGEST_RETENTION_SECONDS),
  });
}

function give(organization: Organization, name: string, role: string, member: string): void {
  replacePolicy(organization, name, { version: 1, bindings: [{ role, members: [member] }] });
}
