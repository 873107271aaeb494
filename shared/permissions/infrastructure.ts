import { FUNCTION_NAMES, PUSH_SUBSCRIPTIONS } from '../deployed/parts.ts';
import type { PermissionUse } from '../domain/permission.ts';
import { publisherPermissions } from '../gcp/permissions/publisher.ts';
import type { Identity } from './identity.ts';

const INVOKE = {
  permission: 'run.routes.invoke',
  on: 'function',
  why: 'Signs what Pub/Sub pushes, so that Cloud Run lets it in.',
  without:
    'Cloud Run refuses every push, and the messages become dead letters, which raise an alert.',
} as const satisfies PermissionUse;

const INVOKE_TICK = {
  ...INVOKE,
  without: 'Cloud Run refuses every tick, and nothing comes due by itself, which raises an alert.',
} as const satisfies PermissionUse;

const SIGN = [
  {
    permission: 'iam.serviceAccounts.getOpenIdToken',
    on: 'service account',
    why: 'Signs pushes as that account.',
    without: 'Nothing is pushed to the function.',
  },
] as const satisfies readonly PermissionUse[];

const FORWARD = [
  {
    permission: 'pubsub.subscriptions.consume',
    on: 'subscription',
    why: 'Takes a dead letter off the subscription that it came from.',
    without: 'A dead letter is pushed again and again.',
  },
] as const satisfies readonly PermissionUse[];

const publishes = (topic: string, why: string, without: string) => ({
  role: 'roles/pubsub.publisher',
  where: `topic ${topic}`,
  uses: [{ ...publisherPermissions.publish[0], why, without }],
});

const FORWARDED = PUSH_SUBSCRIPTIONS.filter(({ deadLetters }) => deadLetters);

const pushes = FUNCTION_NAMES.map((name) => ({
  account: `bailiff-push-${name}`,
  does: `Signs the pushes to ${name}.`,
  by: 'Pub/Sub, for identity tokens alone',
  grants: [
    {
      role: 'roles/run.invoker',
      where: `function ${name}`,
      uses: [name === 'tick' ? INVOKE_TICK : INVOKE],
    },
  ],
}));

const build = {
  account: 'bailiff-build',
  does: 'Builds the functions in Cloud Build when Terraform deploys them.',
  by: 'nobody',
  grants: [
    {
      role: 'roles/logging.logWriter',
      where: 'project',
      uses: [
        {
          permission: 'logging.logEntries.create',
          on: 'log',
          why: 'Writes the log of a build.',
          without: 'No function can be deployed.',
        },
      ],
    },
    {
      role: 'roles/storage.objectViewer',
      where: 'project',
      uses: [
        {
          permission: 'storage.objects.get',
          on: 'object',
          why: 'Reads the bundle that is built.',
          without: 'No function can be deployed.',
        },
      ],
    },
    {
      role: 'roles/artifactregistry.writer',
      where: 'image repository bailiff',
      uses: [
        {
          permission: 'artifactregistry.repositories.uploadArtifacts',
          on: 'image repository',
          why: 'Keeps the image that was built.',
          without: 'No function can be deployed.',
        },
      ],
    },
  ],
} as const satisfies Identity;

const google = [
  {
    account: 'the log sink',
    does: "Exports the audit entries that the sink's filter names.",
    by: 'Google alone',
    grants: [
      publishes(
        'audit-events',
        'Hands audit entries to evaluate.',
        'No event arrives, so that the daily sweep is all that is left.',
      ),
    ],
  },
  {
    account: 'the Cloud Scheduler service agent',
    does: 'Asks for a sweep once a day and for a tick once a minute.',
    by: 'Google alone',
    grants: [
      publishes(
        'sweeps',
        'Asks for a sweep.',
        'No sweep begins by itself, and jobs that no event tells of stay unknown.',
      ),
      publishes(
        'ticks',
        'Asks for a tick.',
        'Nothing comes due by itself: what settles or waits for room is looked at by the next event or sweep.',
      ),
    ],
  },
  {
    account: 'the Pub/Sub service agent',
    does: 'Pushes messages as the push accounts, and keeps those that nobody could handle.',
    by: 'Google alone',
    grants: [
      ...FUNCTION_NAMES.map((name) => ({
        role: 'roles/iam.serviceAccountOpenIdTokenCreator',
        where: `account bailiff-push-${name}`,
        uses: SIGN,
      })),
      publishes(
        'dead-letters',
        'Keeps a message that nobody could handle.',
        'Such a message is pushed again and again until it lapses, and no alert tells of it.',
      ),
      ...FORWARDED.map(({ name }) => ({
        role: 'roles/pubsub.subscriber',
        where: `subscription ${name}`,
        uses: FORWARD,
      })),
    ],
  },
] satisfies readonly Identity[];

/** What runs around the functions: pushes, builds, and agents of Google's own. No code of Bailiff runs as any of them. */
export const INFRASTRUCTURE: readonly Identity[] = [...pushes, build, ...google];
