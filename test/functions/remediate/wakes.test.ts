import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RemediatePorts } from '../../../functions/remediate/ports.ts';
import { lookKey } from '../../../shared/domain/wake.ts';
import { ADMIN, APPROVERS, APPROVES, approving, JOBS } from './approving.ts';
import { DEFAULT, MENDS, type Remediating, remediating } from './remediating.ts';

const DAY = 24 * 60 * 60;
const LIMITS = /limits: .*/;
const ONE = 'limits: { remediationsPerHour: 1 }';

describe('what comes due by itself', () => {
  let world: Remediating;
  let ask: ReturnType<typeof approving>;
  beforeAll(async () => {
    world = await remediating({ deployment: { approvers: APPROVERS } });
    ask = approving(world);
  });
  beforeEach(() => {
    world.freshLedger();
    ask = approving(world);
    world.setPolicy(MENDS);
  });
  afterAll(() => world.close());

  const idOf = (name: string) => `default-service-account~payments-prod~us-central1~${name}`;
  /** What is due in so many seconds: each is delivered, as a tick has it. */
  async function later(seconds: number): Promise<readonly string[]> {
    world.advance(seconds);
    const wakes = await world.ledger().due(world.now(), 10);
    for (const wake of wakes) {
      if (wake.kind === 'delivery') continue;
      const { finding, decision, event } = wake;
      await world.deliver({ kind: 'finding', finding, decision, event });
    }
    return wakes.map(({ kind }) => kind);
  }
  /** Of all times. */
  const left = async () =>
    (await world.ledger().due('2100-01-01T00:00:00Z', 10)).map(({ kind }) => kind);
  const killed: () => Partial<RemediatePorts> = () => ({
    jobWriter: {
      ...world.google.jobWriter,
      replace: () => Promise.reject(new Error('killed')),
    },
  });

  it('is a remediation that was cut off and whose message never comes again', async () => {
    const message = await world.made('cut-off');
    await expect(world.deliver(message, killed())).rejects.toThrow('killed');
    expect(await later(300)).toEqual([]);
    expect(world.runsAs('cut-off')).toBe(DEFAULT);
    expect(await later(301)).toEqual(['claim']);
    expect((await world.finding('cut-off')).state).toBe('remediated');
    expect(await world.remediations('cut-off')).toHaveLength(1);
    expect(await left()).toEqual([]);
  });

  it('is nothing of a remediation that came to its end, nor of one that is held', async () => {
    await world.deliver(await world.made('ended'));
    world.setPolicy(MENDS.replace(LIMITS, 'limits: { remediationsPerHour: 100 }'));
    expect(await left()).toEqual([]);
  });

  it('is what settles under a decision that was concluded, since a reading of before began that', async () => {
    const message = await world.made('read-late');
    await world.deliver(message);
    if (message.kind !== 'finding') throw new Error('It is about a finding.');
    const { finding, decision, event } = message;
    await world.ledger().move(finding, { state: 'settling' });
    await world.ledger().schedule({
      ...{ key: lookKey(finding), kind: 'settling', finding, decision, event, due: world.now() },
      ...{ nonce: 'once', tries: 0 },
    });
    expect(await later(1)).toEqual(['settling']);
    expect((await world.finding('read-late')).state).toBe('resolved');
    expect(await left()).toEqual([]);
  });

  it('is an approval whose message was lost', async () => {
    world.setPolicy(APPROVES);
    await world.deliver(await world.made('approved'));
    await ask.ask(idOf('approved'), 'approve');
    expect(await later(100)).toEqual([]);
    expect(await later(201)).toEqual(['request']);
    expect((await world.finding('approved')).state).toBe('remediated');
    expect(await left()).toEqual([]);
  });

  it('is nothing of an approval that was carried out, or taken back by a no', async () => {
    world.setPolicy(APPROVES);
    await world.deliver(await world.made('carried-out'));
    await ask.done(idOf('carried-out'), 'approve');
    expect((await world.finding('carried-out')).state).toBe('remediated');
    await world.deliver(await world.made('rejected'));
    await ask.ask(idOf('rejected'), 'approve');
    await ask.done(idOf('rejected'), 'reject', { body: { reason: 'No.' } });
    await later(301);
    expect(await left()).toEqual([]);
    expect((await world.finding('rejected')).state).toBe('held');
    expect(world.runsAs('rejected')).toBe(DEFAULT);
  });

  it('is an approval that waits for room, which is carried out then', async () => {
    world.setPolicy(MENDS.replace(LIMITS, ONE));
    await world.deliver(await world.made('first'));
    world.setPolicy(APPROVES.replace(LIMITS, ONE));
    await world.deliver(await world.made('waits'));
    await ask.done(idOf('waits'), 'approve');
    expect(await world.finding('waits')).toMatchObject({
      state: 'awaiting-approval',
      request: { by: ADMIN, used: false },
      waitsUntil: expect.stringMatching(/^20/),
    });
    expect(await later(3000)).toEqual([]);
    expect(await later(700)).toEqual(['limited']);
    expect((await world.finding('waits')).state).toBe('remediated');
  });

  it('is an approval that expires while it waits: it is asked again, and says so', async () => {
    world.setPolicy(MENDS.replace(LIMITS, ONE));
    await world.deliver(await world.made('spends'));
    world.setPolicy(APPROVES.replace(LIMITS, ONE));
    await world.deliver(await world.made('expires'));
    await ask.done(idOf('expires'), 'approve');
    expect(await later(DAY + 1)).toEqual(['limited']);
    const { state, history, request, waitsUntil } = await world.finding('expires');
    expect([state, request, waitsUntil]).toEqual(['awaiting-approval', undefined, undefined]);
    expect(history.at(-1)?.what).toMatch(
      /What user:admin@example\.com approved was not begun: the approval expired at /,
    );
    expect(world.runsAs('expires')).toBe(DEFAULT);
    expect(await left()).toEqual([]);
  });

  it('is an undone job once its seven days are over', async () => {
    await world.deliver(await world.made('undone'));
    await ask.done(idOf('undone'), 'undo');
    expect((await world.finding('undone')).state).toBe('held');
    expect(await left()).toEqual(['undone']);
    expect(await later(7 * DAY - 60)).toEqual([]);
    expect(await later(120)).toEqual(['undone']);
    expect((await world.finding('undone')).state).toBe('remediated');
    expect(await left()).toEqual([]);
  });

  it('is not taken away by an old message, which judges nothing', async () => {
    world.setPolicy(MENDS.replace('rules:', 'settle: 90s\nrules:'));
    const old = await world.made('settles');
    await world.deliver(old);
    await later(91);
    expect((await world.finding('settles')).state).toBe('remediated');
    const template = { template: { ...world.jobBody('settles').template?.template } };
    Object.assign(template.template, { serviceAccount: DEFAULT });
    const dev = world.apis.jobsAs('user:dev@example.com');
    await dev.patch({ name: `${JOBS}/settles`, requestBody: { template: template as object } });
    await world.deliver(await world.seen('settles'));
    expect((await world.finding('settles')).state).toBe('settling');
    await world.deliver(old);
    expect(await left()).toEqual(['settling']);
    expect(await later(91)).toEqual(['settling']);
    expect((await world.finding('settles')).state).toBe('remediated');
  });

  it('is only looked at and taken away when it is long over', async () => {
    world.setPolicy(MENDS.replace('rules:', 'settle: 90s\nrules:'));
    await world.deliver(await world.made('over'));
    world.setPolicy(MENDS.replace('mode: remediate', 'mode: ticket'));
    expect(await later(91)).toEqual(['settling']);
    const { state, waitsUntil } = await world.finding('over');
    expect([state, waitsUntil]).toEqual(['ticketed', undefined]);
    expect(await left()).toEqual([]);
  });
});
