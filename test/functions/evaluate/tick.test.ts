import { describe, expect, test } from 'vitest';
import type { EvaluatePorts } from '../../../functions/evaluate/ports.ts';
import type { Wake } from '../../../shared/domain/wake.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { type Evaluating, start } from './evaluating.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

/** The ports `seconds` behind noon. */
function late(seconds: number, over: Partial<EvaluatePorts> = {}): Partial<EvaluatePorts> {
  return { now: () => new Date(NOON + seconds * 1000).toISOString(), ...over };
}

const tick = (at: Evaluating, over: Partial<EvaluatePorts>) =>
  at.deliver({ kind: 'tick' }, undefined, over);

async function scheduled(at: Evaluating, name: string, seconds = 0): Promise<void> {
  const due = new Date(NOON + seconds * 1000).toISOString();
  const of = { finding: name, decision: `${name}@1`, event: `log|${name}` };
  const wake: Wake = { key: `finding|${name}`, kind: 'settling', ...of, due, nonce: 'n', tries: 0 };
  await at.ledger.schedule(wake);
}

const told = (at: Evaluating) =>
  at.published.map(({ topic, message }) => [topic, (message as { finding?: string }).finding]);

describe('a tick', () => {
  test('has remediate look at what is due, as the message that was to be dealt with said', async () => {
    const at = await start();
    await scheduled(at, 'one');
    await scheduled(at, 'later', 61);
    await tick(at, late(60));
    expect(at.published).toMatchObject([
      {
        topic: 'decisions',
        message: { kind: 'finding', finding: 'one', decision: 'one@1', event: 'log|one' },
      },
    ]);
    expect(at.lines.at(-1)).toMatchObject({ result: 'tick.told' });
  });

  test('tells nothing when nothing is due, and counts no event', async () => {
    const at = await start();
    await scheduled(at, 'one', 1);
    await tick(at, late(0));
    expect(at.published).toEqual([]);
    expect(at.lines).toEqual([]);
    // Of the exemptions, once a day; of the tick itself, nothing.
    expect(await at.ledger.counts()).toEqual({ 'exemptions.tended': 1 });
  });

  test('that comes twice, or together with another, tells each once', async () => {
    const at = await start();
    for (const name of ['one', 'two', 'three']) await scheduled(at, name);
    await Promise.all([tick(at, late(1)), tick(at, late(1)), tick(at, late(2))]);
    await tick(at, late(3));
    expect(
      told(at)
        .map(([, name]) => name)
        .sort(),
    ).toEqual(['one', 'three', 'two']);
  });

  test('that is missed, or comes late, leaves all to the next', async () => {
    const at = await start();
    await scheduled(at, 'one');
    await scheduled(at, 'two', 3600);
    await tick(at, late(86_400));
    expect(told(at)).toEqual([
      ['decisions', 'one'],
      ['decisions', 'two'],
    ]);
  });

  test('tells again, ever less often, what nobody dealt with: a lost message costs time alone', async () => {
    const at = await start();
    await scheduled(at, 'one');
    const times: number[] = [];
    for (let seconds = 0; seconds < 2 * 86_400; seconds += 60) {
      const before = at.published.length;
      await tick(at, late(seconds));
      if (at.published.length > before) times.push(seconds);
    }
    const pauses = times.slice(1).map((time, n) => (time - (times[n] ?? 0)) / 60);
    expect(pauses).toEqual([5, 10, 20, 40, 80, 160, 320, 360, 360, 360, 360, 360, 360]);
  });

  test('loses nothing when it is cut off: what was not told comes five minutes later', async () => {
    const at = await start();
    for (const name of ['one', 'two']) await scheduled(at, name);
    const { publisher } = at.ports;
    const broken = {
      publish: async (topic: string, message: Parameters<typeof publisher.publish>[1]) => {
        if ('finding' in message && message.finding === 'one') throw new Error('cut off');
        return publisher.publish(topic, message);
      },
    };
    await expect(tick(at, late(0, { publisher: broken }))).rejects.toThrow('cut off');
    expect(told(at)).toEqual([['decisions', 'two']]);
    await tick(at, late(60));
    expect(told(at)).toHaveLength(1);
    await tick(at, late(300));
    expect(told(at).map(([, name]) => name)).toEqual(['two', 'one', 'two']);
  });

  test('leaves what goes beyond 500 to the next, those that are due for longest first', async () => {
    const at = await start();
    const publisher = { publish: async () => {} };
    for (let n = 0; n < 510; n += 1) await scheduled(at, `f${n}`, n / 1000);
    await tick(at, late(1, { publisher }));
    const left = await at.ledger.due(new Date(NOON + 1000).toISOString(), 500);
    expect(left.map((wake) => wake.kind !== 'delivery' && wake.finding)).toEqual([
      'f500',
      'f501',
      'f502',
      'f503',
      'f504',
      'f505',
      'f506',
      'f507',
      'f508',
      'f509',
    ]);
  });

  test('asks for the policy, so that what it tells of itself is told in time', async () => {
    const at = await start();
    let asked = 0;
    const policy: EvaluatePorts['policy'] = {
      current: async () => {
        asked += 1;
        return { ok: false, faults: [] };
      },
    };
    await tick(at, late(0, { policy }));
    expect(asked).toBe(1);
  });

  test('has what is exempt by nothing in the policy decided again, once a day, without any sweep', async () => {
    const at = await start();
    const exemption = { id: 'EX-GONE', expires: '2026-12-31' };
    const { id } = await at.ledger.see(sighting({ job: 'nightly', mode: 'observe', exemption }));
    await at.ledger.move(id, { state: 'exempt' });
    for (const seconds of [0, 60, 86_400, 86_460]) await tick(at, late(seconds));
    expect(told(at)).toEqual([
      ['decisions', id],
      ['decisions', id],
    ]);
  });

  test('is nothing but itself: a message with more in it is no tick', async () => {
    const at = await start();
    await scheduled(at, 'one');
    await at.deliver({ kind: 'tick', at: 'now' }, undefined, late(1));
    expect(at.published).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ 'ignored.not-a-log-entry': 1 });
  });
});
