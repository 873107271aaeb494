import type { Pushed } from '../sandbox/delivery/topic.ts';
import type { Push } from '../shared/push/push.ts';
import { type Activity, type Instance, kill, running } from './activity.ts';
import { type Approvals, type BailiffParts, START, startConsole } from './bailiff.ts';
import type { Random } from './random.ts';

interface Running {
  readonly instance: Instance;
  readonly handle: (push: Push) => Promise<void>;
  busy: number;
}

/** What a delivery comes to when its process dies, as Pub/Sub sees it: no answer. */
class Died extends Error {
  override readonly name = 'Died';
}

const MOST_INSTANCES = 2;
const MOST_AT_ONCE = 3;

/** The processes of all functions: started when there is work for them, each with several deliveries at once, and gone when killed. */
export function createInstances(parts: BailiffParts, random: Random) {
  const pools = new Map<Pushed, Running[]>();
  let count = 0;

  function born(name: string): Instance {
    count += 1;
    return { name: `${name}#${count}`, dead: false, died: [] };
  }

  function start(name: Pushed): Running {
    const started = { instance: born(name), handle: START[name](parts), busy: 0 };
    pools.get(name)?.push(started);
    return started;
  }

  /** One that has room, or a new one; one more than need be when all are busy. */
  function choose(name: Pushed): Running {
    const pool = (pools.get(name) ?? []).filter(({ instance }) => !instance.dead);
    pools.set(name, pool);
    if (pool.length < MOST_INSTANCES && random.chance(0.2)) return start(name);
    const free = pool.filter(({ busy }) => busy < MOST_AT_ONCE);
    return free.length === 0 ? start(name) : random.pick(free);
  }

  function within<T>(instance: Instance, what: string, work: () => Promise<T>): Promise<T> {
    const { now } = parts;
    const activity: Activity = {
      name: `${instance.name} ${what}`,
      instance,
      since: now(),
      unread: new Set(),
    };
    const death = new Promise<never>((_, reject) => {
      instance.died.push(() => reject(new Died(`${instance.name} died.`)));
    });
    return Promise.race([running.run(activity, work), death]);
  }

  return {
    async deliver(to: Pushed, push: Push, what: string): Promise<void> {
      const chosen = choose(to);
      chosen.busy += 1;
      await within(chosen.instance, what, () => chosen.handle(push)).finally(() => {
        chosen.busy -= 1;
      });
    },
    /** Has an approver use the console; what he was told, or nothing when it died on him. */
    async ask(what: string, use: (console: Approvals) => Promise<unknown>): Promise<void> {
      await within(born('console'), what, () => use(startConsole(parts))).catch(() => {});
    },
    /** Ends every process, as a release of a new version does. */
    endAll(): void {
      for (const { instance } of [...pools.values()].flat()) kill(instance);
    },
  };
}
