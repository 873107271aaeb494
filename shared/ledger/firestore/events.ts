import { createHash, randomInt } from 'node:crypto';
import type { Ledger } from '../ledger.ts';
import { type Ref, ref } from './collections.ts';
import { hashedId, readableId } from './document-id.ts';
import type { Store } from './store.ts';

/** Firestore takes about one write a second to one document for long, so each counter is kept in so many parts. */
const SHARDS = 10;

export function eventsIn(
  store: Store,
): Pick<Ledger, 'recordEvent' | 'recorded' | 'count' | 'counts'> {
  return {
    recordEvent: (key, { result, because }, at) =>
      store.write((writes) => {
        writes.create(eventRef(key), { body: JSON.stringify({ key, result, because, at }) });
        writes.countUp(counterRef(result, shardOf(key)), result);
      }),

    recorded: async (key) => {
      const [event] = await store.read(eventRef(key));
      return event !== undefined;
    },

    count: async (name) => {
      await store.write((writes) => writes.countUp(counterRef(name, randomInt(SHARDS)), name));
    },

    counts: async () => {
      const sums = new Map<string, number>();
      for (const { name, n } of await store.list('counters', {}))
        sums.set(name, (sums.get(name) ?? 0) + n);
      return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

function eventRef(key: string): Ref<'events'> {
  return ref('events', hashedId(key));
}

function counterRef(name: string, shard: number): Ref<'counters'> {
  return ref('counters', `${readableId(name)}~${shard}`);
}

function shardOf(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE() % SHARDS;
}
