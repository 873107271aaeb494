import { describe, expect, it } from 'vitest';
import { type Activity, kill, running } from '../../simulation/activity.ts';
import { seededRandom } from '../../simulation/random.ts';
import { createScheduler } from '../../simulation/scheduler.ts';
import { openTrace } from '../../simulation/trace.ts';

function activityOf(name: string): Activity {
  return { name, instance: { name, dead: false, died: [] }, since: 0, unread: new Set() };
}

/** In which order two activities of three calls each come to their turns. */
async function orderOf(seed: number): Promise<string> {
  const scheduler = createScheduler(seededRandom(seed, 1), 0, openTrace(0));
  const seen: string[] = [];
  const work = async (name: string) => {
    for (let call = 0; call < 3; call += 1) await scheduler.gate(async () => void seen.push(name));
  };
  for (const name of ['a', 'b']) void running.run(activityOf(name), () => work(name));
  await scheduler.run();
  return seen.join('');
}

describe('the scheduler', () => {
  it('decides every interleaving by the seed', async () => {
    expect(await orderOf(3)).toBe(await orderOf(3));
    const orders = new Set(
      await Promise.all(Array.from({ length: 60 }, (_, seed) => orderOf(seed))),
    );
    // Three calls each can be told in twenty orders.
    expect(orders.size).toBeGreaterThan(10);
  });

  it('goes to the next thing due when nothing else can happen, and never back', async () => {
    const scheduler = createScheduler(seededRandom(1, 1), 1_000, openTrace(1_000));
    const times: number[] = [];
    scheduler.after(3_600_000, () => times.push(scheduler.now()));
    scheduler.after(60_000, () => times.push(scheduler.now()));
    await scheduler.run();
    const [first = 0, second = 0] = times;
    expect(first).toBeGreaterThanOrEqual(61_000);
    expect(first).toBeLessThan(62_000);
    expect(second).toBeGreaterThanOrEqual(3_601_000);
    expect(second).toBeLessThan(3_602_000);
  });

  it('lets nothing of an instance happen once it is dead', async () => {
    const scheduler = createScheduler(seededRandom(1, 1), 0, openTrace(0));
    const activity = activityOf('a');
    const seen: string[] = [];
    running.run(activity, () => {
      void scheduler.gate(async () => void seen.push('a call'));
      scheduler.after(1_000, () => void seen.push('a timer'));
    });
    kill(activity.instance);
    scheduler.after(5_000, () => void seen.push('the rest goes on'));
    await scheduler.run();
    expect(seen).toEqual(['the rest goes on']);
  });

  it('ends a run that would go on for ever', async () => {
    const scheduler = createScheduler(seededRandom(1, 1), 0, openTrace(0));
    const again = () => void scheduler.after(0, again);
    again();
    await expect(scheduler.run()).rejects.toThrow('It does not end: 15001 steps.');
  });
});
