import { describe, expect, test } from 'vitest';
import type { RecheckMessage } from '../../../shared/domain/message.ts';
import { accountUse } from '../../fixtures/account-use.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { manyJobs, nameOf, type Sweeping, start } from './sweeping.ts';

/** The names that were asked for, those of each message together. */
const names = (messages: readonly RecheckMessage[]) => messages.map(({ jobs }) => jobs);
const numbers = (messages: readonly RecheckMessage[]) => messages.map(({ batch }) => batch);

/** Another rule that a job breaks. */
function unusable(job: string) {
  const one = sighting({ job });
  return { ...one, violation: { ...one.violation, rule: 'service-account-unusable' } };
}

/** The ledger fails at its n-th change of a sweep, behind what was published. */
function cutOff({ ledger }: Sweeping, n: number) {
  let changes = 0;
  const changeSweep: typeof ledger.changeSweep = (id, change) => {
    changes += 1;
    return changes === n ? Promise.reject(new Error('killed')) : ledger.changeSweep(id, change);
  };
  return { ledger: { ...ledger, changeSweep } };
}

describe('a sweep', () => {
  test('asks for a re-check of every job of the organization, in any project', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await createJob(at.apis, 'hourly', { project: 'data-dev' });
    await at.deliver('17');
    expect(at.asked()).toEqual([
      {
        kind: 'recheck',
        sweep: '17',
        batch: 0,
        unlisted: false,
        jobs: [nameOf('hourly', 'data-dev'), nameOf('nightly')],
      },
      { kind: 'recheck', sweep: '17', batch: 1, unlisted: false, jobs: [] },
    ]);
    expect(await at.ledger.counts()).toEqual({ 'sweep.listed': 1 });
    expect(at.lines.at(-1)).toMatchObject({
      result: 'sweep.listed',
      message:
        'The sweep 17 listed 2 jobs in 2 projects and asked for their re-checks in 2 messages.',
    });
  });

  test('of an organization without jobs says so', async () => {
    const at = await start();
    await at.deliver('17');
    expect(at.asked()).toEqual([
      { kind: 'recheck', sweep: '17', batch: 0, unlisted: false, jobs: [] },
    ]);
    expect(await at.ledger.sweep('17')).toMatchObject({ stage: 'listed', jobs: 0, batches: 1 });
  });

  test('asks for a hundred jobs in each message, page behind page', async () => {
    const at = await start();
    const jobs = await manyJobs(at, 1150);
    await at.deliver('17');
    const messages = at.asked();
    expect(names(messages).map(({ length }) => length)).toEqual([
      ...[100, 100, 100, 100, 100],
      ...[100, 100, 100, 100, 100],
      ...[100, 50, 0],
    ]);
    expect(names(messages).flat().toSorted()).toEqual(jobs);
    expect(numbers(messages).toSorted((a, b) => a - b)).toEqual([...Array(13).keys()]);
    expect(await at.ledger.sweep('17')).toMatchObject({ jobs: 1150, projects: 1, batches: 13 });
  });

  test('counts projects over pages', async () => {
    const at = await start();
    await manyJobs(at, 700);
    await createJob(at.apis, 'a', { project: 'data-dev' });
    await at.deliver('17');
    expect(await at.ledger.sweep('17')).toMatchObject({ jobs: 701, projects: 2 });
  });

  test('asks besides for jobs with findings and for known ones that the inventory no longer lists', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.ledger.see(sighting({ job: 'nightly' }));
    await at.ledger.rememberUse(accountUse({ job: 'nightly' }));
    await at.ledger.see(sighting({ job: 'gone' }));
    await at.ledger.see(unusable('gone'));
    const settled = await at.ledger.see(sighting({ job: 'settled' }));
    await at.ledger.move(settled.id, { state: 'resolved' });
    const exempt = await at.ledger.see(sighting({ job: 'exempt' }));
    await at.ledger.move(exempt.id, { state: 'exempt' });
    await at.ledger.rememberUse(accountUse({ job: 'used' }));
    await at.deliver('17');
    expect(at.asked().map(({ unlisted, jobs }) => [unlisted, jobs.toSorted()])).toEqual([
      [false, [nameOf('nightly')]],
      [true, [nameOf('exempt'), nameOf('gone')]],
      [true, [nameOf('used')]],
      [false, []],
    ]);
  });

  test('asks for no job of a denied deploy, which need not be there', async () => {
    const at = await start();
    await at.ledger.see(sighting({ job: 'denied', attempted: true }));
    await at.deliver('17');
    expect(names(at.asked())).toEqual([[]]);
  });

  test('asks for nothing when the message is another', async () => {
    const at = await start();
    for (const data of [undefined, '', '{', '{}', '{"kind":"sweep","scope":"organizations/1"}'])
      await at.deliver('17', {}, data ?? '');
    expect(at.asked()).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ 'sweep.ignored.not-a-message': 5 });
    expect(await at.ledger.sweep('17')).toBe(undefined);
  });

  test('counts what the inventory lists and no job can be called, and goes on', async () => {
    const at = await start();
    const page = { names: ['', '//run.googleapis.com/x', nameOf('nightly')], next: undefined };
    await at.deliver('17', {
      inventory: {
        jobs: async function* () {
          yield page;
        },
      },
    });
    expect(names(at.asked())).toEqual([[nameOf('nightly')], []]);
    expect(await at.ledger.sweep('17')).toMatchObject({ jobs: 1, illegible: 2 });
  });
});

describe('a sweep whose inventory names projects by their numbers', () => {
  test('asks for those, and calls no job unlisted', async () => {
    const at = await start();
    const page = { names: [nameOf('nightly', '310000000001')], next: undefined };
    await at.ledger.rememberUse(accountUse({ job: 'nightly' }));
    const jobs = async function* () {
      yield page;
    };
    await at.deliver('17', { inventory: { jobs } });
    expect(at.asked().map(({ unlisted, jobs: asked }) => [unlisted, asked])).toEqual([
      [false, [nameOf('nightly', '310000000001')]],
      [false, [nameOf('nightly')]],
      [false, []],
    ]);
  });
});

describe('a sweep that is cut off', () => {
  test('goes on behind the last page that it kept', async () => {
    const at = await start();
    const jobs = await manyJobs(at, 1150);
    // The first change begins the sweep, the third keeps its second page.
    await expect(at.deliver('17', cutOff(at, 3))).rejects.toThrow('killed');
    expect(await at.ledger.sweep('17')).toMatchObject({ jobs: 500, batches: 5 });
    const before = at.asked().length;
    expect(before).toBe(10);
    await at.deliver('17');
    const later = at.asked().slice(before);
    expect(names(later).flat().toSorted()).toEqual(jobs.slice(500));
    expect(numbers(later).toSorted((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await at.ledger.sweep('17')).toMatchObject({ stage: 'listed', jobs: 1150 });
  });

  test.each([1, 2, 3, 4, 5])('asks for every job in the end, cut off at change %i', async (n) => {
    const at = await start();
    const jobs = await manyJobs(at, 510);
    for (const job of ['a', 'b']) await at.ledger.see(sighting({ job }));
    await at.ledger.rememberUse(accountUse({ job: 'used' }));
    await expect(at.deliver('17', cutOff(at, n))).rejects.toThrow('killed');
    await at.deliver('17');
    const all = new Set(names(at.asked()).flat());
    expect([...all].toSorted()).toEqual([...[nameOf('a'), nameOf('b')], ...jobs, nameOf('used')]);
    expect(await at.ledger.sweep('17')).toMatchObject({ stage: 'listed', jobs: 510, projects: 1 });
  });

  test('calls no job unlisted, since the delivery that goes on has not seen them all', async () => {
    const at = await start();
    await manyJobs(at, 600);
    await at.ledger.see(sighting({ job: 'job-0001' }));
    await at.ledger.see(sighting({ job: 'gone' }));
    await expect(at.deliver('17', cutOff(at, 3))).rejects.toThrow('killed');
    await at.deliver('17');
    const [, findings] = at.asked().slice(-3);
    expect(findings).toMatchObject({ unlisted: false });
    expect(findings?.jobs.toSorted()).toEqual([nameOf('gone'), nameOf('job-0001')]);
  });

  test('before its last message says that again, and nothing else', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const { publish } = at.ports.publisher;
    const failing = {
      publish: (topic: string, message: RecheckMessage) =>
        message.jobs.length === 0 ? Promise.reject(new Error('killed')) : publish(topic, message),
    };
    await expect(at.deliver('17', { publisher: failing })).rejects.toThrow('killed');
    await at.deliver('17');
    expect(names(at.asked())).toEqual([[nameOf('nightly')], []]);
    await at.deliver('17');
    expect(names(at.asked())).toEqual([[nameOf('nightly')], [], []]);
    expect(await at.ledger.counts()).toEqual({ 'sweep.listed': 1 });
  });

  test('leaves the rest to the next delivery when its time is over', async () => {
    const at = await start();
    await manyJobs(at, 600);
    let asked = 0;
    const now = () => {
      asked += 1;
      // It begins, and is behind its first page nine minutes later.
      return new Date(
        Date.parse('2026-05-04T06:00:00Z') + (asked > 2 ? 9 : 0) * 60_000,
      ).toISOString();
    };
    await expect(at.deliver('17', { now })).rejects.toThrow(
      'The sweep 17 has listed 500 jobs in the time that one delivery has; the next delivery goes on.',
    );
    await at.deliver('17');
    expect(await at.ledger.sweep('17')).toMatchObject({ stage: 'listed', jobs: 600 });
  });

  test('begins the inventory again when its place there is no longer good', async () => {
    const at = await start();
    const jobs = await manyJobs(at, 600);
    await expect(at.deliver('17', cutOff(at, 3))).rejects.toThrow('killed');
    await at.ledger.changeSweep('17', (present) => present && { ...present, next: 'bm9uZQ' });
    await at.deliver('17');
    expect(new Set(names(at.asked()).flat())).toEqual(new Set(jobs));
    expect(await at.ledger.sweep('17')).toMatchObject({ stage: 'listed', jobs: 600, projects: 1 });
  });

  test('gives way to another delivery of its message that is further', async () => {
    const at = await start();
    await manyJobs(at, 600);
    const { changeSweep } = at.ledger;
    let overtaken = false;
    const slow: typeof changeSweep = async (id, change) => {
      const present = await at.ledger.sweep(id);
      if (!overtaken && present !== undefined) {
        overtaken = true;
        await at.deliver('17');
      }
      return changeSweep(id, change);
    };
    await expect(at.deliver('17', { ledger: { ...at.ledger, changeSweep: slow } })).rejects.toThrow(
      'The sweep 17 is under way in another delivery of its message.',
    );
    expect(await at.ledger.sweep('17')).toMatchObject({ stage: 'listed', jobs: 600 });
  });
});

describe('a sweep whose inventory may not be searched', () => {
  test('is delivered again, and loses nothing', async () => {
    const at = await start((file) => {
      file.organization.roles['bailiffSweeper'] = [];
    });
    await createJob(at.apis, 'nightly');
    await expect(at.deliver('17')).rejects.toMatchObject({
      status: 403,
      api: 'cloudasset.googleapis.com',
    });
    expect(at.asked()).toEqual([]);
    const roles = at.apis.organization.roles;
    const name = 'organizations/100000000001/roles/bailiffSweeper';
    const role = roles.get(name);
    if (role === undefined) throw new Error('The organization has no bailiffSweeper.');
    roles.set(name, { ...role, permissions: ['cloudasset.assets.searchAllResources'] });
    await at.deliver('17');
    expect(names(at.asked())).toEqual([[nameOf('nightly')], []]);
  });
});
