import { describe } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { creates, type Held, holds } from './holding.ts';
import { ruleSays } from './remediating.ts';

const refused = async () => {
  const fields = { status: 403, code: 'PERMISSION_DENIED', api: 'iam.googleapis.com' };
  throw new ApiFailure('Permission iam.serviceAccounts.get denied.', fields);
};

const HELD: readonly Held[] = [
  {
    title: 'a job that was executed, where the policy does not allow that',
    policy: ruleSays('mode: remediate', 'action: { create: { roles: [] } }'),
    arrange: async (world, name) => {
      const message = await world.made(name);
      await world.apis
        .jobsAs('user:dev@example.com')
        .run({ name: `projects/payments-prod/locations/us-central1/jobs/${name}` });
      return message;
    },
    state: 'awaiting-approval',
    because: /^The job has run under the account it has \(executions so far: 1\), and the policy/,
  },
  {
    title: 'a fact that planning needs and may not read',
    ports: ({ google }) => ({ accounts: { ...google.accounts, get: refused } }),
    state: 'held',
    because: 'What is needed to plan could not be read: Permission iam.serviceAccounts.get denied.',
  },
  {
    title: 'a project whose remediations of the hour are used up',
    policy: creates().replace('PerProject: 500', 'PerProject: 1'),
    arrange: async (world, name) => {
      world.freshLedger();
      // By another deployer, whose share is not this one's.
      await world.deliver(await world.made(`${name}-before`, { as: 'user:ci@example.com' }));
      return world.made(name);
    },
    state: 'held',
    because:
      'Nothing more is changed for now. The budget of 1 remediations for project payments-prod is used up: 1 were started in the last 3600 seconds.',
  },
  {
    title: 'what the policy wants approved first, with the plan in words',
    policy: ruleSays('mode: approve', 'action: { create: { roles: [] } }'),
    state: 'awaiting-approval',
    because: 'Nothing is changed before somebody approves it.',
  },
];

describe('a remediation is held, and nothing is written, for', () => holds(HELD));
