import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openFirestoreLedger } from '../../../../shared/ledger/firestore.ts';
import { type Emulator, startEmulator } from '../../../emulator.ts';
import { missing, needs } from '../../../requirements.ts';
import { mends, startLocal } from '../../../system/local.ts';

describe('the local organization on the emulators', { timeout: 120_000 }, () => {
  let pubsub: Emulator;
  let firestore: Emulator;
  beforeEach(needs('emulators'));
  beforeAll(async () => {
    if (missing('emulators') !== undefined) return;
    [pubsub, firestore] = await Promise.all([startEmulator('Pub/Sub'), startEmulator('Firestore')]);
  }, 90_000);
  afterAll(() => {
    pubsub?.stop();
    firestore?.stop();
  });

  async function started(options: Parameters<typeof startLocal>[0] = {}) {
    const emulators = { pubsub: pubsub.host, firestore: firestore.host };
    const local = await startLocal({ emulators, ...options });
    onTestFinished(local.close);
    return local;
  }

  /** What Pub/Sub's own list says, by the last part of each name. */
  async function listed(kind: 'topics' | 'subscriptions'): Promise<readonly string[]> {
    const answer = await fetch(`http://${pubsub.host}/v1/projects/bailiff-prod/${kind}`);
    const list = ((await answer.json()) as Record<string, { name: string }[] | undefined>)[kind];
    return (list ?? []).map(({ name }) => name.split('/').at(-1) ?? '').sort();
  }

  it('mends a violating job, and keeps what it found in Firestore', async () => {
    const local = await started({ policy: mends() });
    await local.create('nightly');
    await local.settled();
    expect(local.runsAs('nightly')).toMatch(/^nightly-[0-9a-f]{10}@payments-prod\./);
    expect(local.writes()).toEqual(['CreateServiceAccount payments-prod', 'UpdateJob nightly']);
    expect(local.queue.counts()).toMatchObject({
      'audit-events-evaluate': { failed: 0, undelivered: 0 },
      'decisions-remediate': { published: 1, acknowledged: 1, failed: 0 },
      'outcomes-notify': { failed: 0, undelivered: 0 },
    });
    const database = { projectId: 'bailiff-prod', databaseId: 'bailiff' };
    const ledger = openFirestoreLedger({ ...database, emulator: firestore.host });
    expect((await ledger.findings({ limit: 5 })).findings).toMatchObject([
      { id: 'default-service-account~payments-prod~us-central1~nightly', state: 'remediated' },
    ]);
    await ledger.close();
  });

  it('is empty at each start, and takes its topics away at the close', async () => {
    const local = await started();
    expect(await local.findings()).toEqual([]);
    expect(await listed('subscriptions')).toEqual([
      'approvals-remediate',
      'audit-events-evaluate',
      'dead-letters-notify',
      'decisions-remediate',
      'outcomes-notify',
      'rechecks-evaluate',
      'sweeps-sweep',
      'ticks-evaluate',
    ]);
    await local.close();
    expect(await listed('topics')).toEqual([]);
    expect(await listed('subscriptions')).toEqual([]);
  });

  it('brings a message that always fails to the dead-letter topic, and raises the alert', async () => {
    const local = await started({
      policy: mends(),
      retry: { longestBackoffMilliseconds: 1_000, maxDeliveryAttempts: 5 },
    });
    const evaluate = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';
    await local.editPolicy(`organizations/${local.organization.number}`, (bindings) =>
      bindings.filter(({ members }) => !members.includes(evaluate)),
    );
    await local.create('nightly');
    await local.settled();
    expect(local.queue.deadLetters()).toMatchObject([
      { subscription: 'audit-events-evaluate', attempts: 5, because: 'evaluate answered 503' },
    ]);
    expect(await local.alerts()).toEqual([
      { kind: 'dead-letter', severity: 'high', about: 'audit-events-evaluate' },
    ]);
    expect(local.queue.counts()).toMatchObject({
      'audit-events-evaluate': { failed: 5, deadLettered: 1, undelivered: 0 },
      'dead-letters-notify': { acknowledged: 1, undelivered: 0 },
    });
  });
});
