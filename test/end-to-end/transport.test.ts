import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { passesSink } from '../../sandbox/delivery/sink.ts';
import { type Emulator, startEmulator } from '../emulator.ts';
import { missing, needs } from '../requirements.ts';
import { type Local, REPORTS, ruleSays, startLocal } from '../system/local.ts';
import { type Fleet, openFleet } from './fleet.ts';

// 1,000 changes of 290 jobs. 65 jobs violate, by 100 of the changes: 30 are to be mended, 35 to be ticketed.
const MENDED = named('mended', 30);
const TICKETED = named('ticketed', 35);
const COMPLIANT = named('compliant', 225);
/** So many compliant jobs for each that violates. */
const SHARE = COMPLIANT.length / (MENDED.length + TICKETED.length);
const REDEPLOYS = 3;
const DUPLICATES = 100;

/** Without any message coming further: a slow machine has as long as it needs. */
const STUCK_S = 150;

/** A push that is neither answered nor tried again, as has been seen on a busy machine, comes again after that. */
const ACK_DEADLINE_MS = 60_000;

/** Longer than a claim that nobody ends is held. */
const LEASE_OVER_MS = 121_000;

const POLICY = ruleSays(
  'mode: ticket',
  'overrides:',
  '  - name: some are mended',
  '    when: finding.resource.job.startsWith("mended-")',
  '    mode: remediate',
  '    action: { create: { roles: [] } }',
  '    remediateExecuted: true',
);

function named(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `${prefix}-${String(n).padStart(3, '0')}`);
}

const DATA = { project: 'data-dev' };
const PAYMENTS = { project: 'payments-prod' };

/** Violating and compliant jobs in turn, then the changes of the jobs that are there. */
function changes(local: Local): readonly (() => Promise<unknown>)[] {
  const version = (n: number) => ({ job: { labels: { version: `v${n}` } } });
  const made = [
    ...MENDED.map((job) => () => local.create(job, PAYMENTS)),
    ...TICKETED.map((job) => () => local.create(job, DATA)),
  ].flatMap((violating, n) => [
    violating,
    ...COMPLIANT.slice(Math.round(n * SHARE), Math.round((n + 1) * SHARE)).map(
      (job) => () => local.create(job, { account: REPORTS }),
    ),
  ]);
  const again = TICKETED.map((job) => () => local.update(job, { ...DATA, ...version(1) }));
  const redeployed = Array.from({ length: REDEPLOYS }, (_, n) =>
    COMPLIANT.map((job) => () => local.update(job, { account: REPORTS, ...version(n) })),
  );
  return [...made, ...again, ...redeployed.flat()];
}

describe('Pub/Sub and Firestore, with two instances of each function', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
  let pubsub: Emulator;
  let firestore: Emulator;
  let fleet: Fleet;
  let local: Local;

  beforeEach(needs('emulators'));
  beforeAll(async () => {
    if (missing('emulators') !== undefined) return;
    [pubsub, firestore] = await Promise.all([startEmulator('Pub/Sub'), startEmulator('Firestore')]);
    fleet = openFleet(folder);
    local = await startLocal({
      policy: POLICY,
      edit: (file) => {
        file.delivery.reorder = true;
      },
      wires: fleet.wires,
      now: fleet.now,
      emulators: { pubsub: pubsub.host, firestore: firestore.host },
      // The decision that a killed instance holds is tried until its time is over.
      retry: {
        ackDeadlineMilliseconds: ACK_DEADLINE_MS,
        longestBackoffMilliseconds: 2_000,
        maxDeliveryAttempts: 100,
      },
    });
  }, 240_000);
  afterAll(async () => {
    await local?.close();
    await fleet?.stop();
    pubsub?.stop();
    firestore?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Whether all came to its end but what waits for the claims of the killed instance, which is tried in vain. */
  function onlyClaimedLeft(): () => Promise<boolean> {
    let since = { undelivered: 0, failed: 0 };
    return async () => {
      const { 'decisions-remediate': decisions, ...others } = local.queue.counts();
      const { undelivered, failed } = decisions;
      const changed = undelivered !== since.undelivered;
      const busy = Object.values(others).some((lane) => lane.undelivered > 0);
      if (busy || changed) since = { undelivered, failed };
      const seen = others['audit-events-evaluate'].published >= 1_000 + DUPLICATES;
      return seen && !busy && failed - since.failed >= 2 * undelivered;
    };
  }

  /** Waits for as long as messages come further. */
  async function comesTrue(what: () => Promise<boolean>): Promise<boolean> {
    let last = '';
    for (let since = Date.now(); Date.now() - since < STUCK_S * 1000; await sleep(200)) {
      if (await what()) return true;
      const counts = JSON.stringify(local.queue.counts());
      if (counts !== last) since = Date.now();
      last = counts;
    }
    return false;
  }

  /** Publishes some of the entries once more, the newest first, long after they came. */
  async function publishAgain(): Promise<void> {
    const exported = local.entries().filter(passesSink);
    const messages = exported
      .filter((_, n) => n % 10 === 0)
      .slice(0, DUPLICATES)
      .reverse()
      .map((entry) => ({ data: Buffer.from(JSON.stringify(entry)).toString('base64') }));
    expect(messages).toHaveLength(DUPLICATES);
    const topic = `http://${pubsub.host}/v1/projects/bailiff-prod/topics/audit-events`;
    const published = await fetch(`${topic}:publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messages }),
    });
    expect(published.status).toBe(200);
  }

  it('end 1,000 changes once each, though messages come twice and in any order and instances are killed', async () => {
    const all = changes(local);
    expect(all).toHaveLength(1_000);
    for (const change of all) await change();
    await publishAgain();
    const mended = () => local.writes().filter((one) => one.startsWith('UpdateJob')).length;
    expect(await comesTrue(async () => mended() >= MENDED.length / 2)).toBe(true);
    expect(mended()).toBeLessThan(MENDED.length);
    await fleet.killAndRestart();
    expect(await comesTrue(onlyClaimedLeft())).toBe(true);
    await fleet.skip(LEASE_OVER_MS);
    await local.settled();

    expect(local.queue.deadLetters()).toEqual([]);
    expect(local.queue.counts()['dead-letters-notify'].published).toBe(0);
    expect(await local.alerts()).toEqual([]);
    const states = (await local.findings()).map(({ id, state }) => [id.split('~').at(-1), state]);
    expect(states.toSorted()).toEqual([
      ...MENDED.map((job) => [job, 'remediated']),
      ...TICKETED.map((job) => [job, 'ticketed']),
    ]);
    expect(local.writes().toSorted()).toEqual([
      ...MENDED.map(() => 'CreateServiceAccount payments-prod'),
      ...MENDED.map((job) => `UpdateJob ${job}`),
    ]);
    for (const job of MENDED)
      expect(local.runsAs(job, PAYMENTS)).toMatch(new RegExp(`^${job}-[0-9a-f]{10}@`));
    const tickets = (await local.ledger.tickets({ limit: 500 })).map(({ resources, state }) => [
      resources.map((one) => one.split('/').at(-1)).join(),
      state,
    ]);
    expect(tickets.toSorted()).toEqual([
      ...MENDED.map((job) => [job, 'closed']),
      ...TICKETED.map((job) => [job, 'open']),
    ]);
  }, 600_000);
});
