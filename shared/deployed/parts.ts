/** The topics, and who alone may publish on each. A test compares all of this with infra. */
export const TOPIC_PUBLISHERS = {
  'audit-events': 'sink',
  decisions: 'evaluate',
  outcomes: 'remediate',
  rechecks: 'sweep',
  sweeps: 'scheduler',
  'dead-letters': 'pubsub',
} as const;
export type TopicName = keyof typeof TOPIC_PUBLISHERS;

/** The functions by the end of their names, whose code and identity each has, and how long a push to it may take. */
export const FUNCTIONS = {
  evaluate: { runs: 'evaluate', ackDeadlineSeconds: 120 },
  recheck: { runs: 'evaluate', ackDeadlineSeconds: 600 },
  remediate: { runs: 'remediate', ackDeadlineSeconds: 600 },
  notify: { runs: 'notify', ackDeadlineSeconds: 120 },
  sweep: { runs: 'sweep', ackDeadlineSeconds: 600 },
} as const;
export type FunctionName = keyof typeof FUNCTIONS;

export interface PushSubscription {
  readonly name: string;
  readonly topic: TopicName;
  readonly function: FunctionName;
  readonly deadLetters: boolean;
}

export const PUSH_SUBSCRIPTIONS: readonly PushSubscription[] = [
  { name: 'audit-events-evaluate', topic: 'audit-events', function: 'evaluate', deadLetters: true },
  { name: 'decisions-remediate', topic: 'decisions', function: 'remediate', deadLetters: true },
  { name: 'outcomes-notify', topic: 'outcomes', function: 'notify', deadLetters: true },
  { name: 'sweeps-sweep', topic: 'sweeps', function: 'sweep', deadLetters: true },
  { name: 'rechecks-evaluate', topic: 'rechecks', function: 'recheck', deadLetters: true },
  { name: 'dead-letters-notify', topic: 'dead-letters', function: 'notify', deadLetters: false },
];

export const MAX_DELIVERY_ATTEMPTS = 25;
export const RETRY = { minimumBackoff: '10s', maximumBackoff: '600s' } as const;
/** The subscription that keeps dead letters for people. */
export const KEPT = 'dead-letters-kept';
export const SINK = 'bailiff';
export const DATABASE = 'bailiff';
export const SWEEP_JOB = 'bailiff-sweep';

/** What each custom role lets its holder do. */
export const ROLES = {
  bailiffReader: [
    'iam.denypolicies.get',
    'iam.roles.get',
    'iam.serviceAccounts.get',
    'iam.serviceAccounts.getIamPolicy',
    'iam.serviceAccounts.list',
    'orgpolicy.policy.get',
    'resourcemanager.folders.getIamPolicy',
    'resourcemanager.organizations.getIamPolicy',
    'resourcemanager.projects.get',
    'resourcemanager.projects.getIamPolicy',
    'run.executions.list',
    'run.jobs.get',
  ],
  bailiffJobWriter: [
    'artifactregistry.repositories.downloadArtifacts',
    'iam.serviceAccounts.actAs',
    'run.jobs.get',
    'run.jobs.update',
    'run.operations.get',
  ],
  bailiffAccountWriter: [
    'iam.serviceAccounts.create',
    'iam.serviceAccounts.get',
    'iam.serviceAccounts.getIamPolicy',
    'iam.serviceAccounts.setIamPolicy',
  ],
  bailiffRoleGranter: [
    'resourcemanager.projects.getIamPolicy',
    'resourcemanager.projects.setIamPolicy',
  ],
  bailiffOrgPolicyWriter: [
    'orgpolicy.policies.create',
    'orgpolicy.policies.delete',
    'orgpolicy.policies.update',
    'orgpolicy.policy.get',
  ],
  bailiffSweeper: ['cloudasset.assets.searchAllResources'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type RoleName = keyof typeof ROLES;
