import { expect, test } from 'vitest';
import type { Step } from '../../../shared/domain/plan.ts';
import type { Resource } from '../../../shared/domain/resource.ts';
import { ownTargetFault } from '../../../shared/engine/own-target.ts';
import { exampleDeployment } from '../../fixtures/example-policy.ts';

const WRITER = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const DEV = 'user:dev@example.com';
const ROLE = 'roles/logging.logWriter';
const job = (project: string): Resource => ({
  ...{ kind: 'job', project, location: 'us-central1', name: 'nightly' },
});
const move = (project: string, to: string): Step => ({
  ...{ kind: 'assign-service-account', job: job(project), uid: 'u', from: '', to },
});
const fault = (step: Step) => ownTargetFault({ steps: [step] }, exampleDeployment());

test.each<[string, Step]>([
  ['a job of Bailiff’s project', move('bailiff-prod', BATCH)],
  ['a job that gets an identity of Bailiff', move('payments-prod', WRITER)],
  ['an account of Bailiff’s project', { kind: 'grant-act-as', account: WRITER, member: DEV }],
  [
    'an identity of Bailiff that is granted something',
    { kind: 'grant-token-creator', account: BATCH, member: `serviceAccount:${WRITER}` },
  ],
  [
    'a role in Bailiff’s project',
    { kind: 'grant-project-role', project: 'bailiff-prod', role: ROLE, member: DEV },
  ],
  ['the constraint there', { kind: 'allow-cross-project-use', project: 'bailiff-prod' }],
])('nothing touches %s', (_, step) => {
  expect(fault(step)).toBe(
    "It would touch bailiff-prod or one of Bailiff's own identities, which Bailiff never changes: do it by hand.",
  );
});

test.each<[string, Step]>([
  ['a job elsewhere', move('payments-prod', BATCH)],
  ['an account elsewhere', { kind: 'grant-act-as', account: BATCH, member: DEV }],
  ['the constraint elsewhere', { kind: 'allow-cross-project-use', project: 'identity-prod' }],
])('%s is touched', (_, step) => {
  expect(fault(step)).toBe(undefined);
});
