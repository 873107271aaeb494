import { z } from 'zod';
import type { Check } from '../check.ts';
import { type Judged, ok, unknown } from '../judged.ts';
import { type Patient, RESOURCE_MANAGER } from '../patient.ts';

const Held = z.object({ permissions: z.array(z.string()).default([]) });

const ON_ORGANIZATION = [
  'iam.denypolicies.get',
  'iam.roles.get',
  'logging.sinks.get',
  'resourcemanager.organizations.getIamPolicy',
];
const ON_PROJECT = [
  'cloudfunctions.functions.get',
  'cloudscheduler.jobs.get',
  'datastore.databases.getMetadata',
  'datastore.indexes.list',
  'iam.serviceAccountKeys.list',
  'iam.serviceAccounts.get',
  'iam.serviceAccounts.getIamPolicy',
  'monitoring.timeSeries.list',
  'pubsub.subscriptions.get',
  'pubsub.subscriptions.getIamPolicy',
  'pubsub.topics.get',
  'pubsub.topics.getIamPolicy',
  'resourcemanager.projects.get',
  'resourcemanager.projects.getIamPolicy',
  'run.services.get',
  'run.services.getIamPolicy',
];

/**
 * Whether the caller may read what the other checks look at: testIamPermissions answers for whoever asks, and for
 * nobody else. https://cloud.google.com/iam/docs/testing-permissions
 */
export const operator: Check = {
  id: 'operator',
  probes(patient) {
    const { organization, project } = patient.deployment;
    return [
      {
        about: `you on ${organization}`,
        look: () => held(patient, organization, ON_ORGANIZATION),
      },
      {
        about: `you on projects/${project}`,
        look: () => held(patient, `projects/${project}`, ON_PROJECT),
      },
    ];
  },
};

async function held(
  { ask }: Patient,
  node: string,
  permissions: readonly string[],
): Promise<Judged> {
  const path = `/v3/${node}:testIamPermissions`;
  const answer = await ask.post(RESOURCE_MANAGER, path, { permissions }, Held);
  const lacking = permissions.filter((one) => !answer.permissions.includes(one));
  return lacking.length === 0
    ? ok('You may read what is looked at.')
    : unknown(`You lack ${lacking.join(', ')}: what needs it cannot be told.`);
}
