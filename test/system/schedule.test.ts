import { describe, expect, it, onTestFinished } from 'vitest';
import { createJob } from '../shared/gcp/local-apis.ts';
import { CI, DEFAULT, mends, REPORTS } from './local.ts';
import { type WholeBailiff, wholeBailiff } from './whole-bailiff.ts';
import { writesIn } from './writes.ts';

const DEV = 'user:dev@example.com';
const SETTLES = mends().replace('rules:', 'settle: 90s\nrules:');
const perHour = (most: number) =>
  mends().replace(/limits: .*/, `limits: { remediationsPerHour: ${most} }`);
/** Four for a project and for a deployer, two of them for one deployer in one project. */
const TIGHT = perHour(16);

async function started(policy: string) {
  const whole = await wholeBailiff({ policy });
  onTestFinished(whole.close);
  return whole;
}

/** Delivers all that waits, each once. */
const settle = (whole: WholeBailiff) => whole.settle(() => 0.5);

/** Time goes on, a tick comes, and what it tells is dealt with. */
async function passes(whole: WholeBailiff, seconds: number): Promise<void> {
  whole.advance(seconds);
  await whole.tick();
  await settle(whole);
}

async function create(whole: WholeBailiff, name: string, project = 'payments-prod', as = DEV) {
  await createJob(whole.apis, name, { project, as });
  await settle(whole);
}

/** A new version of the job, under this account. */
async function deploy(whole: WholeBailiff, name: string, serviceAccount = DEFAULT) {
  const template = { containers: [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }] };
  const requestBody = { template: { template: { ...template, serviceAccount } } };
  const path = `projects/payments-prod/locations/us-central1/jobs/${name}`;
  await whole.apis.jobsAs(DEV).patch({ name: path, requestBody });
  await settle(whole);
}

async function finding(whole: WholeBailiff, name: string, project = 'payments-prod') {
  const found = await whole.ledger.finding(
    `default-service-account~${project}~us-central1~${name}`,
  );
  if (found === undefined) throw new Error(`There is no finding of ${name}.`);
  return found;
}

const stateOf = async (whole: WholeBailiff, name: string, project?: string) =>
  (await finding(whole, name, project)).state;
const moved = (whole: WholeBailiff) =>
  writesIn(whole.apis.log.entries).filter((write) => write.startsWith('UpdateJob'));

describe('a job that settles', () => {
  it('is left alone for that long after it was changed, says so, and is mended by the next tick', async () => {
    const whole = await started(SETTLES);
    await create(whole, 'nightly');
    const { state, waitsUntil, lastSeen, decision, mode } = await finding(whole, 'nightly');
    expect([state, mode]).toEqual(['settling', 'remediate']);
    // The entry of the deploy does not say which version it made: the time counts from the first look at it.
    const left = Date.parse(waitsUntil ?? '') - Date.parse(lastSeen);
    expect(left).toBeGreaterThanOrEqual(90_000);
    expect(left).toBeLessThan(95_000);
    expect(decision.because.at(-1)).toContain(`is left alone until ${waitsUntil}`);
    await passes(whole, 60);
    expect(await stateOf(whole, 'nightly')).toBe('settling');
    expect(writesIn(whole.apis.log.entries)).toEqual([]);
    await passes(whole, 31);
    expect(await finding(whole, 'nightly')).toMatchObject({ state: 'remediated' });
    expect((await finding(whole, 'nightly')).waitsUntil).toBe(undefined);
    await passes(whole, 86_400);
    expect(moved(whole)).toEqual(['UpdateJob nightly']);
    expect(await whole.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('settles anew with each change, and no longer than five times that', async () => {
    const whole = await started(SETTLES);
    await create(whole, 'nightly');
    for (let seconds = 60; seconds <= 420; seconds += 60) {
      await passes(whole, 60);
      await deploy(whole, 'nightly');
      expect(await stateOf(whole, 'nightly')).toBe('settling');
    }
    expect(moved(whole)).toEqual([]);
    await passes(whole, 31);
    expect(moved(whole)).toEqual(['UpdateJob nightly']);
    expect(await stateOf(whole, 'nightly')).toBe('remediated');
  });

  it('is not touched when its owner mends it meanwhile', async () => {
    const whole = await started(SETTLES);
    await create(whole, 'nightly');
    await passes(whole, 30);
    await deploy(whole, 'nightly', REPORTS);
    expect(await stateOf(whole, 'nightly')).toBe('resolved');
    for (const seconds of [60, 60, 3600]) await passes(whole, seconds);
    expect(await stateOf(whole, 'nightly')).toBe('resolved');
    expect(writesIn(whole.apis.log.entries)).toEqual([]);
    expect(await whole.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('does not settle for ever for somebody who mends and breaks it in turns', async () => {
    const whole = await started(SETTLES);
    await create(whole, 'nightly');
    for (let turns = 0; turns < 5; turns += 1) {
      await passes(whole, 80);
      await deploy(whole, 'nightly', REPORTS);
      await passes(whole, 5);
      await deploy(whole, 'nightly');
    }
    expect(await stateOf(whole, 'nightly')).toBe('settling');
    await passes(whole, 20);
    await deploy(whole, 'nightly', REPORTS);
    await passes(whole, 20);
    // The first change is 465 seconds ago: without a tick, and without a wait.
    await deploy(whole, 'nightly');
    expect(await stateOf(whole, 'nightly')).toBe('remediated');
    expect(moved(whole)).toEqual(['UpdateJob nightly']);
  });

  it('settles again when it is set back after Bailiff mended it', async () => {
    const whole = await started(SETTLES);
    await create(whole, 'nightly');
    await passes(whole, 91);
    await deploy(whole, 'nightly');
    expect(await finding(whole, 'nightly')).toMatchObject({ state: 'settling', occurrences: 2 });
    await passes(whole, 91);
    expect(moved(whole)).toEqual(['UpdateJob nightly', 'UpdateJob nightly']);
  });

  it.each([
    ['a tick is missed for a day', async (whole: WholeBailiff) => passes(whole, 86_400)],
    [
      'a tick comes twice, and two at once',
      async (whole: WholeBailiff) => {
        whole.advance(91);
        await Promise.all([whole.tick(), whole.tick(), whole.tick()]);
        await passes(whole, 1);
      },
    ],
    [
      'what the tick told is lost',
      async (whole: WholeBailiff) => {
        whole.advance(91);
        await whole.tick();
        expect(whole.lose()).toBe(1);
        await passes(whole, 60);
        expect(moved(whole)).toEqual([]);
        await passes(whole, 240);
      },
    ],
  ])('is mended once when %s', async (_what, happens) => {
    const whole = await started(SETTLES);
    await create(whole, 'nightly');
    await happens(whole);
    expect(await stateOf(whole, 'nightly')).toBe('remediated');
    expect(moved(whole)).toEqual(['UpdateJob nightly']);
  });
});

describe('a limit', () => {
  it('holds what goes beyond a quarter for one project and deployer, and nobody else', async () => {
    const whole = await started(perHour(4));
    for (const n of [1, 2, 3]) await create(whole, `junk-${n}`, 'data-dev');
    await create(whole, 'by-dev');
    await create(whole, 'by-ci', 'payments-prod', CI);
    const states = [1, 2, 3].map((n) => stateOf(whole, `junk-${n}`, 'data-dev'));
    expect(await Promise.all(states)).toEqual(['remediated', 'held', 'held']);
    expect(await stateOf(whole, 'by-ci')).toBe('remediated');
    const held = await finding(whole, 'by-dev');
    expect(held).toMatchObject({ state: 'held', mode: 'ticket' });
    expect(held.decision.because.at(-1)).toBe(
      'Nothing more is changed for now. The budget of 1 remediations for what dev@example.com deployed is used up: 1 were started in the last 3600 seconds.',
    );
    expect(held.decision.because).toContain(
      `It waits until ${held.waitsUntil}, and is decided again then.`,
    );
    const alerts = (await whole.ledger.alerts()).map(({ kind, about, text }) => [
      kind,
      about,
      /budget of 1 remediations for (.*?) is used up/.exec(text)?.[1],
    ]);
    expect(alerts.toSorted()).toEqual([
      ['limit-reached', 'projects/data-dev', 'what dev@example.com deployed in project data-dev'],
      ['limit-reached', 'projects/payments-prod', 'what dev@example.com deployed'],
    ]);
  });

  it('holds what one deployer has beyond half of a project, and leaves the rest to others in that very project', async () => {
    const whole = await started(TIGHT);
    for (const n of [1, 2, 3, 4, 5]) await create(whole, `junk-${n}`);
    await create(whole, 'by-ci', 'payments-prod', CI);
    const names = ['junk-1', 'junk-2', 'junk-3', 'junk-4', 'junk-5', 'by-ci'];
    expect(await Promise.all(names.map((name) => stateOf(whole, name)))).toEqual([
      ...['remediated', 'remediated', 'held', 'held', 'held', 'remediated'],
    ]);
    const whose =
      'The budget of 2 remediations for what dev@example.com deployed in project payments-prod is used up: 2 were started in the last 3600 seconds.';
    expect((await finding(whole, 'junk-3')).decision.because.at(-1)).toContain(whose);
    const [alert, ...more] = await whole.ledger.alerts();
    expect(alert).toMatchObject({ kind: 'limit-reached', about: 'projects/payments-prod' });
    expect(alert?.text).toContain(whose);
    expect(more).toEqual([]);
  });

  it('lets what waits have its turn, in the order in which it came, and never more than its number', async () => {
    const whole = await started(TIGHT);
    const names = [1, 2, 3, 4, 5, 6].map((n) => `junk-${n}`);
    for (const name of names) {
      whole.advance(1);
      await create(whole, name, 'data-dev');
    }
    expect(moved(whole)).toEqual(['UpdateJob junk-1', 'UpdateJob junk-2']);
    const after: number[] = [];
    for (let minutes = 0; minutes < 150; minutes += 5) {
      await passes(whole, 300);
      after.push(moved(whole).length);
    }
    expect(moved(whole)).toEqual(names.map((name) => `UpdateJob ${name}`));
    // Five-minute steps: none before the hour is over, two of the second hour, and two of the third.
    expect([after[10], after[20], after[29]]).toEqual([2, 4, 6]);
    expect(await whole.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('has room for who waits in line, not for who deploys in the moment in which there is some', async () => {
    // Three for a project, two of them for one deployer.
    const whole = await started(perHour(12));
    const deploys = async (name: string, as: string) => {
      await create(whole, name, 'payments-prod', as);
      await passes(whole, 600);
    };
    await deploys('dev-1', DEV);
    await deploys('dev-2', DEV);
    await deploys('ci-1', CI);
    await deploys('ci-waits', CI);
    expect(await stateOf(whole, 'ci-waits')).toBe('held');
    // Sixty minutes after the first, and no tick has come.
    whole.advance(1230);
    await create(whole, 'dev-late', 'payments-prod', DEV);
    const late = await finding(whole, 'dev-late');
    expect(late.state).toBe('held');
    expect(late.decision.because.at(-1)).toBe(
      'Nothing more is changed for now. The budget of 3 remediations for project payments-prod has room for 1 by now, for which others have waited.',
    );
    await passes(whole, 30);
    expect(await stateOf(whole, 'ci-waits')).toBe('remediated');
    expect(await stateOf(whole, 'dev-late')).toBe('held');
    await passes(whole, 1200);
    expect(await stateOf(whole, 'dev-late')).toBe('remediated');
    expect(await whole.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('leaves who waits in his place, however often his job is deployed meanwhile', async () => {
    const whole = await started(TIGHT);
    for (const name of ['one', 'two', 'three', 'four']) await create(whole, name);
    const places = async () => [
      (await finding(whole, 'three')).waitsUntil,
      (await finding(whole, 'four')).waitsUntil,
    ];
    const before = await places();
    for (let times = 0; times < 3; times += 1) {
      whole.advance(60);
      await deploy(whole, 'four');
    }
    expect(await places()).toEqual(before);
  });

  it('holds nothing any longer that was mended, or is gone, meanwhile', async () => {
    const whole = await started(TIGHT);
    for (const name of ['one', 'two', 'three']) await create(whole, name);
    expect(await stateOf(whole, 'three')).toBe('held');
    await deploy(whole, 'three', REPORTS);
    expect(await stateOf(whole, 'three')).toBe('resolved');
    await passes(whole, 7200);
    expect(moved(whole)).toEqual(['UpdateJob one', 'UpdateJob two']);
    expect(await whole.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });
});
