import type { Published } from './counting-proxy.ts';
import { startFunction } from './function-process.ts';
import { pushOf } from './push-of.ts';
import type { World } from './world.ts';

const SUBSCRIBERS: Readonly<Record<string, string>> = {
  decisions: 'remediate',
  outcomes: 'notify',
};

/** The three functions under way, each a process of its own. */
export interface Handling {
  /** Pushes to one of them, and answers what it published. */
  pushed(name: string, body: string): Promise<readonly Published[]>;
  /** Pushes an audit entry, and then to each function what another published, until none does. */
  carried(entry: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts all functions, and has each answer a push that is not for it, so that the next one finds it warm. */
export async function handling(world: World): Promise<Handling> {
  const started = await Promise.all(
    ['evaluate', 'remediate', 'notify'].map(async (name) => {
      const running = await startFunction(world.deployed(name), pushOf({ data: {} }));
      return [name, running] as const;
    }),
  );
  const running = new Map(started);
  world.proxy.takePublished();
  world.proxy.takeCalls();
  const pushed = async (name: string, body: string) => {
    await running.get(name)?.push(body);
    return world.proxy.takePublished();
  };
  return {
    pushed,
    async carried(entry) {
      const waiting = [...(await pushed('evaluate', entry))];
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift())
        waiting.push(...(await pushed(SUBSCRIBERS[message.topic] ?? '', pushOf(message))));
    },
    async stop() {
      await Promise.all(started.map(([, one]) => one.stop()));
    },
  };
}
