import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT, type Local, startLocal } from './local.ts';

const FINDING = 'default-service-account~data-dev~us-central1~hourly';
const MENDED = 'default-service-account~payments-prod~us-central1~nightly';
const DATA = { project: 'data-dev' };
const EVENT = 'projects/data-dev/logs/x|2026-05-04T06:00:00Z|forged';

let local: Local;
let state = '';
let counts: Readonly<Record<string, number>> = {};
beforeAll(async () => {
  local = await startLocal();
  // As in the example: data-dev gets tickets, payments-prod is mended.
  await local.create('hourly', DATA);
  await local.create('nightly');
  await local.settled();
});
afterAll(() => local.close());
beforeEach(async () => {
  state = local.state();
  counts = await local.ledger.counts();
});

const acknowledged = () => local.queue.counts()['decisions-remediate'].acknowledged;

/** Publishes on `decisions`, and answers which counters rose. */
async function published(message: unknown): Promise<readonly string[]> {
  const before = acknowledged();
  local.publish('decisions', message);
  await local.settled();
  expect(acknowledged()).toBe(before + 1);
  const after = Object.entries(await local.ledger.counts());
  return after.filter(([name, count]) => count !== counts[name]).map(([name]) => name);
}

/** The decision that evaluate made, with other words put in. */
async function decision(over: Readonly<Record<string, string>> = {}): Promise<string> {
  const { uid, generation, mode, decision: made } = await local.finding('hourly', DATA);
  const parts = { uid, generation, mode, digest: made.policyDigest.slice(0, 12), ...over };
  return `${FINDING}@${parts.uid}.${parts.generation}.${parts.mode}.${parts.digest}`;
}

describe('a message forged on the topic of decisions', () => {
  it.each([
    ['is not JSON', 'remediate!'],
    ['is blank', ' '],
    ['is a list', [FINDING]],
    ['is of no known kind', { kind: 'remediate', finding: FINDING }],
    ['brings a mode of its own', { ...forged(), mode: 'remediate' }],
    ['brings an account to use', { ...forged(), action: { existing: DEFAULT } }],
    ['brings approval', { ...forged(), approved: true }],
    ['has a finding that is no text', { ...forged(), finding: { id: FINDING } }],
    ['has a finding too long to be one', { ...forged(), finding: 'f'.repeat(401) }],
  ])('is counted and does nothing when it %s', async (_what, message) => {
    expect(await published(message)).toEqual(['remediate.ignored.not-a-message']);
    expect(local.state()).toBe(state);
  });

  it('is counted and does nothing when nobody knows its finding', async () => {
    const finding = FINDING.replace('hourly', 'nobody-knows');
    const message = { kind: 'finding', finding, decision: await decision(), event: EVENT };
    expect(await published(message)).toEqual(['remediate.ignored.no-such-finding']);
    expect(local.state()).toBe(state);
  });

  it('is counted and does nothing when nobody knows its alert', async () => {
    const message = { kind: 'alert', alert: 'critical~invented' };
    expect(await published(message)).toEqual(['notify.ignored.no-such-alert']);
    expect(await local.alerts()).toEqual([]);
  });

  it.each([
    ['as it is', {}],
    ['with a raised mode', { mode: 'remediate' }],
    ['of another policy', { mode: 'remediate', digest: '0'.repeat(12) }],
    ['of another generation', { mode: 'remediate', generation: '7' }],
    ['of another job', { mode: 'remediate', uid: '1b4e28ba-2fa1-41d2-883f-0016d3cca427' }],
  ])('leaves a finding that is only ticketed at its ticket: its decision %s', async (_, over) => {
    const before = await local.finding('hourly', DATA);
    await published({
      kind: 'finding',
      finding: FINDING,
      decision: await decision(over),
      event: EVENT,
    });
    const { state: now, mode, occurrences } = await local.finding('hourly', DATA);
    expect({ state: now, mode, occurrences }).toEqual({
      state: 'ticketed',
      mode: 'ticket',
      occurrences: before.occurrences,
    });
    expect(local.runsAs('hourly', DATA)).toBe('310000000002-compute@developer.gserviceaccount.com');
    expect(local.state()).toBe(state);
    expect(await local.ledger.tickets()).toHaveLength(2);
  });

  it('mends a job that is mended no second time, under whichever decision', async () => {
    const writes = local.writes();
    expect(writes.filter((write) => write.startsWith('UpdateJob'))).toEqual(['UpdateJob nightly']);
    for (const invented of ['invented', `${MENDED}@uid.1.remediate.000000000000`])
      await published({ kind: 'finding', finding: MENDED, decision: invented, event: EVENT });
    expect(local.writes()).toEqual(writes);
    expect(local.state()).toBe(state);
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
  });
});

function forged() {
  return { kind: 'finding', finding: FINDING, decision: `${FINDING}@u.1.ticket.0`, event: EVENT };
}
