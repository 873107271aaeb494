import { describe, expect, it, onTestFinished } from 'vitest';
import { CI, type Local, mends, startLocal, TICKETS } from './local.ts';

const EVALUATE = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';
const QUICK = { firstBackoffMilliseconds: 20, longestBackoffMilliseconds: 200 };

async function started(options: Parameters<typeof startLocal>[0]): Promise<Local> {
  const local = await startLocal(options);
  onTestFinished(local.close);
  return local;
}

/** A redeploy that keeps the account the job has. */
async function redeploy(local: Local, job: string, as: string): Promise<void> {
  const account = local.runsAs(job) ?? '';
  await local.update(job, { as, account, job: { labels: { version: 'v2' } } });
}

const tickets = async ({ ledger }: Local) =>
  (await ledger.tickets()).map(({ state, resources }) => [resources[0]?.split('/').at(-1), state]);

describe('entries that come twice, out of order and in pairs', () => {
  it('have each job mended once, each write done once, and one ticket each', async () => {
    const local = await started({
      policy: mends('roles/logging.logWriter'),
      edit: (file) => {
        file.delivery = { duplicates: true, reorder: true, operationPairs: true };
      },
      retry: QUICK,
    });
    const jobs = ['one', 'two'];
    for (const job of jobs) await local.create(job, { as: CI });
    await local.settled();
    const account = (job: string) => local.account(local.runsAs(job) ?? '')?.uniqueId;
    const all = [
      ...jobs.map(() => 'CreateServiceAccount payments-prod'),
      ...jobs.map((job) => `SetIAMPolicy ${account(job)}`),
      ...jobs.map(() => 'SetIamPolicy payments-prod'),
      ...jobs.map((job) => `UpdateJob ${job}`),
    ];
    expect(local.writes().toSorted()).toEqual(all.toSorted());
    for (const job of jobs) await redeploy(local, job, CI);
    await local.settled();
    expect(local.writes()).toHaveLength(all.length);
    for (const job of jobs)
      expect(await local.finding(job)).toMatchObject({ state: 'remediated', setBacks: [] });
    expect((await tickets(local)).toSorted()).toEqual([
      ['one', 'closed'],
      ['two', 'closed'],
    ]);
    expect(local.queue.deadLetters()).toEqual([]);
    expect(await local.alerts()).toEqual([]);
  });

  it('have a set-back mended once more, with the account that the job has already', async () => {
    const local = await started({
      policy: mends(),
      edit: (file) => {
        file.delivery = { duplicates: true, reorder: true, operationPairs: true };
      },
      retry: QUICK,
    });
    await local.create('nightly');
    await local.settled();
    const account = local.runsAs('nightly');
    await local.update('nightly');
    await local.settled();
    expect(local.runsAs('nightly')).toBe(account);
    expect(local.writes()).toEqual([
      'CreateServiceAccount payments-prod',
      'UpdateJob nightly',
      'UpdateJob nightly',
    ]);
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
    expect(await tickets(local)).toEqual([['nightly', 'closed']]);
    expect(await local.alerts()).toEqual([]);
  });
});

describe('a policy file that changes at run time', () => {
  it('keeps its last good version while it is bad or gone, with one alert each, and takes the next good one', async () => {
    const local = await started({ policy: TICKETS });
    const states: string[] = [];
    const deployed = async (job: string) => {
      await local.create(job);
      await local.settled();
      states.push((await local.finding(job)).state);
    };
    await deployed('before');
    await local.setPolicy(`${mends()}rule: {}\n`);
    await deployed('while-bad');
    await deployed('while-bad-still');
    await local.setPolicy(undefined);
    await deployed('while-gone');
    await local.setPolicy(mends());
    await deployed('afterwards');
    expect(states).toEqual(['ticketed', 'ticketed', 'ticketed', 'ticketed', 'remediated']);
    const alerts = await local.ledger.alerts();
    expect(alerts.map(({ kind, severity }) => [kind, severity])).toEqual([
      // The next good one mends what the last one only told of.
      ['policy-widened', 'medium'],
      ['policy-rejected', 'high'],
      ['policy-rejected', 'high'],
    ]);
    const texts = alerts.map(({ text }) => text).join('\n');
    expect(texts).toContain('There is no key "rule"; did you mean "rules"?');
    expect(texts).toContain('cannot be read (ENOENT)');
    expect(alerts.every(({ published }) => published !== undefined)).toBe(true);
    expect(local.queue.deadLetters()).toEqual([]);
  });
});

describe('an event whose project cannot be read', () => {
  it('is tried again and ends as a dead letter with an alert, never as a stranger’s', async () => {
    const retry = { firstBackoffMilliseconds: 1, maxDeliveryAttempts: 3 };
    const local = await started({ policy: mends(), retry });
    const root = `organizations/${local.organization.number}`;
    await local.editPolicy(root, (bindings) =>
      bindings.flatMap((binding) => {
        const members = binding.members.filter((member) => member !== EVALUATE);
        return members.length === 0 ? [] : [{ ...binding, members }];
      }),
    );
    await local.create('nightly');
    await local.settled();
    expect(local.queue.deadLetters()).toMatchObject([
      {
        subscription: 'audit-events-evaluate',
        attempts: 3,
        because: 'evaluate answered 503',
      },
    ]);
    expect(await local.alerts()).toEqual([
      { kind: 'dead-letter', severity: 'high', about: 'audit-events-evaluate' },
    ]);
    expect(await local.ledger.counts()).toEqual({
      // The admin changed the organization's policy, and no job was known by then.
      'drift.no-user': 1,
      'redelivered.ProjectUnread': 3,
    });
    expect(await local.findings()).toEqual([]);
    const role = `${root}/roles/bailiffReader`;
    await local.editPolicy(root, (bindings) => [...bindings, { role, members: [EVALUATE] }]);
    await local.update('nightly');
    await local.settled();
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
  });
});

describe('accounts and grants that take a while to be seen', () => {
  it('have the remediation come to its end by redelivery, with nothing done twice', async () => {
    const local = await started({
      policy: mends('roles/logging.logWriter'),
      edit: (file) => {
        file.propagationSeconds = 2;
        file.delivery.duplicates = true;
      },
      retry: QUICK,
    });
    await local.create('nightly', { as: CI });
    await local.settled();
    expect(local.runsAs('nightly')).toMatch(/^nightly-[0-9a-f]{10}@payments-prod\./);
    const id = local.account(local.runsAs('nightly') ?? '')?.uniqueId;
    expect(local.writes()).toEqual([
      'CreateServiceAccount payments-prod',
      'SetIamPolicy payments-prod',
      `SetIAMPolicy ${id}`,
      'UpdateJob nightly',
    ]);
    expect(local.queue.counts()['decisions-remediate'].failed).toBeGreaterThan(0);
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
    expect(await tickets(local)).toEqual([['nightly', 'closed']]);
    expect(local.queue.deadLetters()).toEqual([]);
  });
});
