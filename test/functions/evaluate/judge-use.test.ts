import { describe, expect, test } from 'vitest';
import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import {
  ACCOUNT_PATH,
  ADMIN,
  BATCH,
  call,
  editPolicy,
  MINTS,
  newestResult,
  startShared,
  startTwo,
  withoutMinting,
} from './cross-project.ts';
import type { Evaluating } from './evaluating.ts';

const CP = 'missing-token-creator~payments-prod~us-central1~cp';
const SECOND = 'missing-token-creator~payments-prod~us-central1~second';
const name = (job: string) => `projects/payments-prod/locations/us-central1/jobs/${job}`;

/** The readers, with what was read of jobs in `read`; the job that `fails` is not there to be read. */
function watching({ ports }: Evaluating, read: string[], fails?: string): EvaluatePorts['readers'] {
  const { jobs } = ports.readers;
  return {
    ...ports.readers,
    jobs: {
      ...jobs,
      read: (resource) => {
        read.push(resource.name);
        if (resource.name === fails) return Promise.reject(new Error('Cloud Run is away.'));
        return jobs.read(resource);
      },
    },
  };
}

test('every job of the account is judged again, also when one of them fails', async () => {
  const { at, entry } = await startTwo();
  const first: string[] = [];
  const failing = { readers: watching(at, first, 'cp') };
  await expect(at.deliver(entry, 'm', failing)).rejects.toThrow('Cloud Run is away.');
  expect(first.toSorted()).toEqual(['cp', 'second']);
  expect((await at.findings()).map(({ id }) => id)).toEqual([SECOND]);
  expect(await at.ledger.counts()).toEqual({
    compliant: 2,
    'drift.job': 1,
    'redelivered.Error': 1,
  });
});

test('a later delivery goes on where the earlier one was cut off, and counts nothing twice', async () => {
  const { at, entry } = await startTwo();
  await at.deliver(entry, 'm', { readers: watching(at, [], 'cp') }).catch(() => {});
  const read: string[] = [];
  await at.deliver(entry, 'm', { readers: watching(at, read) });
  await at.deliver(entry, 'm', { readers: watching(at, read) });
  expect(read).toEqual(['cp']);
  const findings = (await at.findings()).map(({ id, occurrences }) => [id, occurrences]);
  expect(findings.toSorted()).toEqual([
    [CP, 1],
    [SECOND, 1],
  ]);
  expect(await at.ledger.counts()).toEqual({
    compliant: 2,
    'drift.job': 2,
    'drift.judged': 1,
    'redelivered.Error': 1,
  });
});

test('another event about the same account judges the jobs once more', async () => {
  const { at, entry } = await startTwo();
  await at.deliver(entry);
  await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS]);
  await at.deliver(at.newestEntry());
  expect((await at.findings()).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
  expect(await at.ledger.counts()).toMatchObject({ 'drift.job': 4, 'drift.judged': 2 });
});

test('a job that is gone by then is forgotten, and its findings are resolved', async () => {
  const { at, entry } = await startTwo();
  await at.deliver(entry);
  await at.apis.jobsAs('user:dev@example.com').delete({ name: name('second') });
  await call(at, ADMIN, 'POST', `${ACCOUNT_PATH}:disable`, {});
  await at.deliver(at.newestEntry());
  const second = await at.ledger.finding(SECOND);
  expect(second?.state).toBe('resolved');
  expect(second?.history.at(-1)?.what).toBe('the job was deleted');
  const { uses } = await at.ledger.uses({ account: BATCH });
  expect(uses.map(({ resource }) => resource.name)).toEqual(['cp']);
});

test('more jobs than the ledger gives at once are all judged', async () => {
  const at = await startShared();
  const [use] = (await at.ledger.uses({})).uses;
  if (use === undefined) throw new Error('The job cp is not in the index.');
  for (let i = 0; i < 230; i += 1)
    await at.ledger.rememberUse({ ...use, resource: { ...use.resource, name: `none-${i}` } });
  await editPolicy(at, ACCOUNT_PATH, withoutMinting);
  await at.deliver(at.newestEntry());
  expect(at.lines.at(-1)?.['because']).toContain('231 jobs were judged again.');
  expect((await at.ledger.uses({ limit: 500 })).uses).toHaveLength(1);
});

test('a deploy that was denied is not settled by it: only a deploy proves that a deploy works', async () => {
  const { at, entry } = await startTwo();
  const jobs = at.apis.jobsAs('user:dev@example.com');
  const { data } = await jobs.get({ name: name('cp') });
  const requestBody = { template: { template: data.template?.template ?? {} } };
  await expect(jobs.patch({ name: name('cp'), requestBody })).rejects.toThrow(
    'does not have permission to get access tokens',
  );
  await at.deliver(at.newestEntry());
  await at.deliver(entry);
  await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS]);
  await at.deliver(at.newestEntry());
  expect(newestResult(at)).toBe('drift.judged');
  const states = (await at.findings()).map(({ id, state }) => [id, state]);
  expect(states.toSorted()).toEqual([
    [`missing-token-creator~payments-prod~${BATCH}~dev@example.com~attempt`, 'open'],
    [CP, 'resolved'],
    [SECOND, 'resolved'],
  ]);
});

describe('a finding that is known', () => {
  const ORGANIZATION = 'v3/organizations/100000000001';
  const browse = (at: Evaluating) =>
    editPolicy(at, ORGANIZATION, (bindings) => [
      ...bindings,
      { role: 'roles/browser', members: ['user:ci@example.com'] },
    ]);

  test.each(['open', 'ticketed'] as const)(
    'and %s is left alone by what does not concern it',
    async (state) => {
      const at = await startShared();
      await editPolicy(at, ACCOUNT_PATH, withoutMinting);
      await at.deliver(at.newestEntry());
      await at.ledger.move(CP, { state });
      const before = await at.ledger.finding(CP);
      await browse(at);
      await at.deliver(at.newestEntry());
      expect(newestResult(at)).toBe('drift.judged');
      expect(await at.ledger.finding(CP)).toEqual(before);
      expect(at.published).toHaveLength(1);
      await call(at, ADMIN, 'POST', `${ACCOUNT_PATH}:disable`, {});
      await at.deliver(at.newestEntry());
      expect(await at.ledger.finding(CP)).toMatchObject({ occurrences: 2 });
    },
  );

  test('is told by the event that found it, also when that was cut off', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    const entry = at.newestEntry();
    const publish = () => Promise.reject(new Error('The topic is away.'));
    await expect(at.deliver(entry, 'm', { publisher: { publish } })).rejects.toThrow('away');
    expect(at.published).toEqual([]);
    await at.deliver(entry, 'm');
    expect(at.published).toMatchObject([{ message: { finding: CP } }]);
    expect(await at.ledger.finding(CP)).toMatchObject({ occurrences: 1 });
  });
});
