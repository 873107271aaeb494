import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import { BATCH, newestResult, startShared } from './cross-project.ts';
import { type Evaluating, evaluating } from './evaluating.ts';

const IAM = 'iam.googleapis.com';
const DISABLE = 'google.iam.admin.v1.DisableServiceAccount';
const CRM = 'cloudresourcemanager.googleapis.com';
const NAME = `projects/identity-prod/serviceAccounts/${BATCH}`;
const FOREIGN = 'shared@foreign-prod.iam.gserviceaccount.com';
const ADMIN = { principalEmail: 'admin@example.com' };

interface Forged {
  readonly project?: string;
  readonly labels?: Record<string, unknown>;
  readonly payload: Record<string, unknown>;
}

/** What a stranger publishes on audit-events, and what comes of it. */
const FORGERIES: readonly (readonly [title: string, entry: Forged, result: string])[] = [
  [
    'a foreign account',
    {
      project: 'foreign-prod',
      payload: {
        methodName: DISABLE,
        resourceName: `projects/foreign-prod/serviceAccounts/${FOREIGN}`,
      },
    },
    'drift.no-user',
  ],
  [
    'a foreign project',
    {
      project: 'foreign-prod',
      payload: {
        serviceName: CRM,
        methodName: 'SetIamPolicy',
        resourceName: 'projects/foreign-prod',
      },
    },
    'drift.no-user',
  ],
  [
    'a foreign project by its number',
    {
      project: '999999999999',
      payload: {
        serviceName: CRM,
        methodName: 'SetIamPolicy',
        resourceName: 'projects/999999999999',
      },
    },
    'ignored.outside-organization',
  ],
  [
    'a project’s id beside the number of another',
    {
      payload: {
        serviceName: CRM,
        methodName: 'SetIamPolicy',
        resourceName: 'projects/310000000001',
      },
    },
    'ignored.project-mismatch',
  ],
  [
    'an account in the log of another project',
    { project: 'payments-prod', payload: { methodName: DISABLE, resourceName: NAME } },
    'ignored.project-mismatch',
  ],
  [
    'two accounts',
    {
      labels: { email_id: 'other@identity-prod.iam.gserviceaccount.com' },
      payload: { methodName: DISABLE, resourceName: NAME },
    },
    'ignored.account-mismatch',
  ],
  [
    'an unknown principal',
    { payload: { methodName: DISABLE, resourceName: NAME, authenticationInfo: undefined } },
    'drift.judged',
  ],
  [
    'a principal with control characters',
    {
      payload: {
        methodName: DISABLE,
        resourceName: NAME,
        authenticationInfo: { principalEmail: 'admin@example.com\u0000\r\n\u202e' },
      },
    },
    'drift.judged',
  ],
  [
    'a huge principal',
    {
      payload: {
        methodName: DISABLE,
        resourceName: NAME,
        authenticationInfo: {
          principalSubject: `principal://iam.googleapis.com/${'x'.repeat(900_000)}`,
        },
      },
    },
    'drift.judged',
  ],
  [
    'control characters in the account',
    { payload: { methodName: DISABLE, resourceName: `${NAME}\n` } },
    'ignored.illegal-name',
  ],
  [
    'a huge body',
    {
      payload: {
        methodName: DISABLE,
        resourceName: NAME,
        request: { policy: { name: 'x'.repeat(900_000) } },
      },
    },
    'drift.judged',
  ],
  [
    'the whole organization of somebody else',
    {
      payload: { serviceName: CRM, methodName: 'SetIamPolicy', resourceName: 'organizations/999' },
    },
    'ignored.project-mismatch',
  ],
];

let at: Evaluating;
beforeAll(async () => {
  at = await startShared({}, evaluating);
});
afterAll(() => at.close());

test.each(FORGERIES)(
  '%s: what is there is read at most, and nothing is changed',
  async (title, forged, result) => {
    const state = () => JSON.stringify([[...at.apis.organization.policies], at.apis.log.entries]);
    const before = state();
    const project = forged.project ?? 'identity-prod';
    const entry = {
      logName: `projects/${project}/logs/cloudaudit.googleapis.com%2Factivity`,
      timestamp: '2026-05-04T06:00:00Z',
      insertId: title,
      resource: { type: 'any', labels: forged.labels ?? {} },
      protoPayload: { serviceName: IAM, authenticationInfo: ADMIN, ...forged.payload },
    };
    await at.deliver(entry);
    expect(newestResult(at)).toBe(result);
    expect(await at.findings()).toEqual([]);
    expect(state()).toBe(before);
    const line = at.lines.at(-1) ?? {};
    expect(JSON.stringify(line).length).toBeLessThan(3000);
    expect(String(line['message'])).toMatch(/^[^\p{C}]+\.$/u);
  },
);

test('whoever repeats one event has every job read once', async () => {
  const read: string[] = [];
  const { readers } = at.ports;
  const jobs: EvaluatePorts['readers']['jobs'] = {
    ...readers.jobs,
    read: (resource) => {
      read.push(resource.name);
      return readers.jobs.read(resource);
    },
  };
  const entry = {
    logName: 'projects/identity-prod/logs/cloudaudit.googleapis.com%2Factivity',
    timestamp: '2026-05-04T06:00:00Z',
    insertId: 'repeated',
    protoPayload: {
      serviceName: IAM,
      methodName: DISABLE,
      resourceName: NAME,
      authenticationInfo: ADMIN,
    },
  };
  for (let i = 0; i < 5; i += 1)
    await at.deliver(entry, `m-${i}`, { readers: { ...readers, jobs } });
  expect(read).toEqual(['cp']);
});
