import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createPump } from '../../../sandbox/delivery/pump.ts';

describe('the pump', () => {
  it('runs nothing before it is started, and then everything in order', async () => {
    const ran: string[] = [];
    const pump = createPump<string>({
      concurrency: 1,
      run: async (item) => void ran.push(item),
      emptied: () => {},
    });
    for (const item of ['a', 'b', 'c']) pump.add(item, 0);
    await sleep(5);
    expect(ran).toEqual([]);
    pump.start();
    await sleep(5);
    expect(ran).toEqual(['a', 'b', 'c']);
    await pump.stop();
  });

  it('lets a later item pass one that is not due yet', async () => {
    const ran: string[] = [];
    const emptied = Promise.withResolvers<void>();
    const pump = createPump<string>({
      concurrency: 1,
      run: async (item) => void ran.push(item),
      emptied: () => ran.length === 2 && emptied.resolve(),
    });
    pump.start();
    pump.add('delayed', 30);
    pump.add('prompt', 0);
    await emptied.promise;
    expect(ran).toEqual(['prompt', 'delayed']);
    await pump.stop();
  });

  it('counts an item until it has ended, and says when the last one has', async () => {
    let tries = 0;
    let emptied = 0;
    const pump = createPump<string>({
      concurrency: 1,
      run: async () => {
        tries += 1;
        return tries < 3 ? 1 : undefined;
      },
      emptied: () => {
        emptied += 1;
      },
    });
    pump.start();
    pump.add('stubborn', 0);
    expect(pump.size()).toBe(1);
    await expect.poll(() => pump.size()).toBe(0);
    expect(tries).toBe(3);
    expect(emptied).toBe(1);
    await pump.stop();
  });

  it('waits at its stop for what runs, and starts nothing after it', async () => {
    const begun: string[] = [];
    const gate = Promise.withResolvers<void>();
    const pump = createPump<string>({
      concurrency: 1,
      run: async (item) => {
        begun.push(item);
        await gate.promise;
        return undefined;
      },
      emptied: () => {},
    });
    pump.start();
    pump.add('first', 0);
    pump.add('second', 0);
    let over = false;
    const stopped = pump.stop().then(() => {
      over = true;
    });
    await sleep(5);
    expect(over).toBe(false);
    gate.resolve();
    await stopped;
    expect(begun).toEqual(['first']);
    expect(pump.size()).toBe(1);
  });
});
