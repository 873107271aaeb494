import { describe, expect, test } from 'vitest';
import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { accountUse } from '../../fixtures/account-use.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { type Evaluating, ID, moveTo, REPORTS, start } from './evaluating.ts';
import { deliverRecheck, nameOf, recheck } from './rechecking.ts';

const HOURLY = 'default-service-account~payments-prod~us-central1~hourly';

function read(at: Evaluating, wrap: (job: string) => void | Promise<void>): Partial<EvaluatePorts> {
  const { readers } = at.ports;
  const { jobs } = readers;
  const readJob: typeof jobs.read = async (resource) => {
    await wrap(resource.name);
    return jobs.read(resource);
  };
  return { readers: { ...readers, jobs: { ...jobs, read: readJob } } };
}

describe('a re-check', () => {
  test('finds what no event told of, and tells the other functions', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await deliverRecheck(at, ['nightly']);
    const [finding, ...others] = await at.findings();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: ID,
      state: 'open',
      mode: 'remediate',
      principal: 'dev@example.com',
      occurrences: 1,
    });
    expect(finding?.decision.because).toContain('A sweep of the organization read the job again.');
    expect(at.published).toMatchObject([
      { topic: 'decisions', message: { kind: 'finding', finding: ID, event: 'sweep|17' } },
    ]);
    expect(await at.ledger.counts()).toEqual({ 'recheck.job': 1 });
    expect(at.lines.at(-1)).toMatchObject({ result: 'recheck.judged', finding: ID });
  });

  test('makes the job known under its account', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    await deliverRecheck(at, ['nightly']);
    const { uses } = await at.ledger.uses({ account: REPORTS });
    expect(uses.map(({ resource }) => resource.name)).toEqual(['nightly']);
  });

  test('adds nothing to what is known and was told', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await at.ledger.move(ID, { state: 'ticketed' });
    const before = await at.ledger.finding(ID);
    for (const sweep of ['17', '18', '19']) await deliverRecheck(at, ['nightly'], { sweep });
    expect(await at.ledger.finding(ID)).toEqual(before);
    expect(at.published).toHaveLength(1);
  });

  test('tells once more of what may never have been told', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await deliverRecheck(at, ['nightly']);
    expect(at.published).toHaveLength(2);
    expect((await at.ledger.finding(ID))?.state).toBe('open');
  });

  test('opens again what is broken and was taken for mended', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await at.ledger.move(ID, { state: 'resolved' });
    await deliverRecheck(at, ['nightly']);
    expect((await at.ledger.finding(ID))?.state).toBe('open');
    expect(at.published).toHaveLength(2);
  });

  test('settles what is mended without an event', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    await moveTo(at, REPORTS);
    await deliverRecheck(at, ['nightly']);
    expect((await at.ledger.finding(ID))?.state).toBe('resolved');
    expect(at.published).toHaveLength(2);
  });

  test('judges a job once a sweep, however often it is asked for', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const looked: string[] = [];
    const over = read(at, (job) => void looked.push(job));
    for (const batch of [0, 0, 1]) await deliverRecheck(at, ['nightly'], { batch }, over);
    expect(looked).toEqual(['nightly']);
    expect((await at.ledger.finding(ID))?.occurrences).toBe(1);
    await deliverRecheck(at, ['nightly'], { sweep: '18' }, over);
    expect(looked).toEqual(['nightly', 'nightly']);
  });

  test('takes a project by its number', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await deliverRecheck(at, [nameOf('nightly', '310000000001')]);
    expect((await at.findings()).map(({ id }) => id)).toEqual([ID]);
  });

  test('changes nothing in the cloud', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const before = at.apis.log.entries.length;
    const job = structuredClone([...at.apis.organization.jobs]);
    await deliverRecheck(at, ['nightly', 'gone']);
    expect(at.apis.log.entries).toHaveLength(before);
    expect([...at.apis.organization.jobs]).toEqual(job);
    expect(at.published.map(({ topic }) => topic)).toEqual(['decisions']);
  });

  test('of a job that is gone settles its findings and forgets it', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    at.apis.organization.jobs.clear();
    await deliverRecheck(at, ['nightly'], { unlisted: true });
    const finding = await at.ledger.finding(ID);
    expect(finding?.state).toBe('resolved');
    expect(finding?.history.at(-1)?.what).toBe('the job was deleted');
    expect((await at.ledger.uses({})).uses).toEqual([]);
    expect(await at.ledger.counts()).toMatchObject({ 'recheck.gone': 1 });
    expect(at.published).toHaveLength(2);
  });

  test('of a job that is gone leaves denied deploys as they are', async () => {
    const at = await start();
    const denied = await at.ledger.see(sighting({ attempted: true }));
    await deliverRecheck(at, ['nightly']);
    expect((await at.ledger.finding(denied.id))?.state).toBe('open');
  });
});

describe('a message of many jobs', () => {
  test('goes on where it was cut off, once all others were judged', async () => {
    const at = await start();
    const jobs = ['nightly', 'hourly', 'weekly', 'monthly', 'yearly'];
    for (const job of jobs) await createJob(at.apis, job);
    const looked: string[] = [];
    const away = new ApiFailure('Away.', { status: 503, code: 'UNAVAILABLE', api: 'x' });
    const failing = read(at, async (job) => {
      looked.push(job);
      if (job === 'hourly') throw away;
    });
    await expect(deliverRecheck(at, jobs, {}, failing)).rejects.toThrow('Away.');
    expect(looked.toSorted()).toEqual(jobs.toSorted());
    expect(await at.findings()).toHaveLength(4);
    await deliverRecheck(
      at,
      jobs,
      {},
      read(at, (job) => void looked.push(job)),
    );
    expect(looked.slice(5)).toEqual(['hourly']);
    expect((await at.findings()).map(({ id }) => id)).toContain(HOURLY);
    expect(await at.ledger.counts()).toMatchObject({ 'recheck.job': 5 });
  });

  test('has no more than four under way at once', async () => {
    const at = await start();
    const jobs = Array.from({ length: 10 }, (_, n) => `job-${n}`);
    for (const job of jobs) await createJob(at.apis, job, { serviceAccount: REPORTS });
    let now = 0;
    let most = 0;
    const counting = read(at, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 5));
      now -= 1;
    });
    await deliverRecheck(at, jobs, {}, counting);
    expect(most).toBe(4);
  });

  test('reads each project, what is above it and each policy once', async () => {
    const at = await start();
    const jobs = ['nightly', 'hourly', 'weekly', 'monthly', 'yearly'];
    for (const job of jobs) await createJob(at.apis, job, { serviceAccount: REPORTS });
    const { readers } = at.ports;
    const asked: string[] = [];
    const { get, ancestors, policy } = readers.projects;
    const noting =
      <T>(what: string, ask: (name: string) => Promise<T>) =>
      (name: string) => {
        asked.push(`${what} ${name}`);
        return ask(name);
      };
    const projects = {
      ...readers.projects,
      get: noting('get', get),
      ancestors: noting('ancestors', ancestors),
      policy: noting('policy', policy),
    };
    await deliverRecheck(at, jobs, {}, { readers: { ...readers, projects } });
    expect(asked.toSorted()).toEqual([
      'ancestors payments-prod',
      'get payments-prod',
      'policy folders/200000000001',
      'policy organizations/100000000001',
      'policy projects/payments-prod',
    ]);
  });
});

describe('a hostile message', () => {
  test.each([
    ['of ten thousand names', recheck(Array.from({ length: 10_000 }, () => 'nightly'))],
    ['with a name that no job can have', recheck(['nightly', '../../secrets/s'])],
    ['that asks for more than a look', { ...recheck(['nightly']), mode: 'remediate' }],
    ['whose sweep would forge another key', recheck(['nightly'], { sweep: '17|complete' })],
  ])('%s is ignored whole', async (_, message) => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(message);
    expect(await at.findings()).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ 'ignored.not-a-log-entry': 1 });
  });

  test('about a foreign project finds nothing, settles nothing and keeps nothing', async () => {
    const at = await start();
    await deliverRecheck(at, [nameOf('nightly', 'foreign-prod')], { unlisted: true });
    expect(await at.findings()).toEqual([]);
    expect((await at.ledger.uses({})).uses).toEqual([]);
    expect(at.published).toEqual([]);
  });

  test('of a sweep that never was leaves no trace of one', async () => {
    const at = await start();
    await deliverRecheck(at, ['nightly'], { sweep: 'forged' });
    expect(await at.ledger.sweep('forged')).toBe(undefined);
  });

  test('that calls jobs unlisted forgets none that is there', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.ledger.rememberUse(accountUse());
    await at.deliver(at.newestEntry());
    await deliverRecheck(at, ['nightly'], { unlisted: true });
    expect((await at.ledger.finding(ID))?.state).toBe('open');
    expect((await at.ledger.uses({})).uses).toHaveLength(1);
  });
});
