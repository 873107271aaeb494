import { expect, test } from 'vitest';
import { alertOnRejectedPolicy } from '../../../functions/evaluate/alert-on-rejected-policy.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { Fault } from '../../../shared/policy/load.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { DEFAULT, ID, start } from './evaluating.ts';

test('a topic that does not answer leaves the event to be delivered again, and nothing is lost', async () => {
  const at = await start();
  await createJob(at.apis, 'nightly');
  const entry = at.newestEntry();
  const failure = new ApiFailure('Later.', {
    status: 503,
    code: 'UNAVAILABLE',
    api: 'pubsub.googleapis.com',
  });
  const publisher = { publish: () => Promise.reject(failure) };
  await expect(at.deliver(entry, 'm', { publisher })).rejects.toBe(failure);
  expect(await at.ledger.counts()).toEqual({ 'redelivered.pubsub.googleapis.com.UNAVAILABLE': 1 });
  await at.deliver(entry, 'm');
  expect(at.published).toHaveLength(1);
  expect(await at.findings()).toMatchObject([{ occurrences: 1 }]);
  expect(await at.ledger.counts()).toMatchObject({ finding: 1 });
});

test('what was found is told of by a tick, once, though no other delivery of the event gets so far', async () => {
  const at = await start();
  await createJob(at.apis, 'nightly');
  const publish = () => Promise.reject(new Error('The topic is away.'));
  await expect(at.deliver(at.newestEntry(), 'm', { publisher: { publish } })).rejects.toThrow();
  const tick = (seconds: number) =>
    at.deliverText('{"kind":"tick"}', `tick-${seconds}`, {
      now: () => new Date(Date.now() + seconds * 1000).toISOString(),
    });
  await tick(60);
  expect(at.published).toEqual([]);
  await tick(601);
  await tick(7200);
  expect(at.published.map(({ message }) => message)).toMatchObject([
    { kind: 'finding', finding: ID },
  ]);
});

test('what was told leaves nothing for a tick', async () => {
  const at = await start();
  await createJob(at.apis, 'nightly');
  await at.deliver(at.newestEntry());
  expect(await at.ledger.due('9999-12-31T00:00:00Z', 10)).toEqual([]);
});

test('a job that may not be read is left to be delivered again', async () => {
  const at = await start({
    edit: ({ organization }) => {
      organization.roles['bailiffReader'] = ['resourcemanager.projects.get'];
    },
  });
  await createJob(at.apis, 'nightly');
  await expect(at.deliver(at.newestEntry())).rejects.toMatchObject({ status: 403 });
  expect(await at.ledger.counts()).toEqual({
    'redelivered.run.googleapis.com.PERMISSION_DENIED': 1,
  });
  expect(await at.findings()).toEqual([]);
});

test('what else may not be read makes the finding indeterminate, held at ticket', async () => {
  const at = await start({
    edit: ({ organization }) => {
      organization.roles['bailiffReader'] = ['resourcemanager.projects.get', 'run.jobs.get'];
      organization.bindings = organization.bindings.filter(
        ({ role }) => role !== 'roles/iam.securityReviewer',
      );
    },
  });
  await createJob(at.apis, 'nightly');
  await at.deliver(at.newestEntry());
  const findings = await at.findings();
  const byRule = findings.map(({ rule, mode, indeterminate }) => [rule, mode, indeterminate]);
  expect(Object.fromEntries(byRule.map(([rule, ...rest]) => [rule, rest]))).toEqual({
    'default-service-account': [
      'ticket',
      [
        'Bailiff may not read the policy of projects/payments-prod (resourcemanager.projects.getIamPolicy).',
      ],
    ],
    'service-account-unusable': [
      'ticket',
      [
        `The account ${DEFAULT} may not be read (iam.serviceAccounts.get): Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).`,
      ],
    ],
  });
  expect((await at.ledger.finding(ID))?.evidence).not.toHaveProperty('roles');
});

test('nothing is judged while no policy was ever sound', async () => {
  const fault: Fault = { line: 1, column: 1, path: '', message: 'No.' };
  const current = async () => ({ ok: false as const, faults: [fault] });
  const at = await start({ ports: { policy: { current } } });
  await createJob(at.apis, 'nightly');
  await expect(at.deliver(at.newestEntry())).rejects.toThrow('No version of the policy file');
  expect(await at.findings()).toEqual([]);
});

test('a policy that is refused is a high alert that lists its first faults', async () => {
  const at = await start();
  const faults = [1, 2, 3, 4, 5, 6, 7].map((line) => ({
    line,
    column: 3,
    path: '',
    message: `Fault ${line}.`,
  }));
  const now = () => '2026-05-04T06:00:00Z';
  await alertOnRejectedPolicy('policy.yaml', 'abc', faults, { ...at.ports, now });
  const [alert] = await at.ledger.alerts();
  expect(alert).toMatchObject({
    id: 'policy-rejected~abc~2026-05-04',
    kind: 'policy-rejected',
    severity: 'high',
    about: 'policy.yaml',
  });
  expect(alert?.text.split('\n')).toEqual([
    'The policy file policy.yaml was refused; the last good version, if there was one, stays in force. Mend it; "bailiff policy check policy.yaml" lists every fault.',
    'policy.yaml:1:3  Fault 1.',
    'policy.yaml:2:3  Fault 2.',
    'policy.yaml:3:3  Fault 3.',
    'policy.yaml:4:3  Fault 4.',
    'policy.yaml:5:3  Fault 5.',
    'and 2 more.',
  ]);
});

test('a policy that is refused again on another day is told again', async () => {
  const at = await start();
  for (const day of ['2026-05-04', '2026-05-04', '2026-09-01'])
    await alertOnRejectedPolicy('policy.yaml', 'unreadable-ENOENT', [], {
      ...at.ports,
      now: () => `${day}T06:00:00Z`,
    });
  expect((await at.ledger.alerts()).map(({ id, count }) => [id, count])).toEqual([
    ['policy-rejected~unreadable-ENOENT~2026-09-01', 1],
    ['policy-rejected~unreadable-ENOENT~2026-05-04', 2],
  ]);
});
