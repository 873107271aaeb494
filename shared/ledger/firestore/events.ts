import { createHash, randomInt } from 'node:crypto';
import type { EventRecord } from '../event-record.ts';
import type { Ledger } from '../ledger.ts';
import { type Ref, ref } from './collections.ts';
import { hashedId, readableId } from './document-id.ts';
import type { Store } from './store.ts';

/** Firestore takes about one write a second to one document for long, so each counter is kept in so many parts. */
const SHARDS = 10;

export function eventsIn(
  store: Store,
): Pick<Ledger, 'recordEvent' | 'recordEvents' | 'recorded' | 'recordedOf' | 'count' | 'counts'> {
  return {
    recordEvent: (key, event, at) =>
      store.write((writes) => {
        writes.create(eventRef(key), bodyOf(key, event, at));
        writes.countUp(counterRef(event.result, shardOf(key)), event.result, 1);
      }),

    recordEvents: async (events, at) => {
      const keys = [...events.keys()];
      const [first] = keys;
      if (first === undefined) return;
      await store.change(async (unit) => {
        const known = await unit.read(...keys.map(eventRef));
        const results = new Map<string, number>();
        [...events].forEach(([key, event], n) => {
          if (known[n] !== undefined) return;
          unit.put(eventRef(key), bodyOf(key, event, at));
          results.set(event.result, (results.get(event.result) ?? 0) + 1);
        });
        for (const [result, times] of results)
          unit.countUp(counterRef(result, shardOf(first)), result, times);
      });
    },

    recorded: async (key) => {
      const [event] = await store.read(eventRef(key));
      return event !== undefined;
    },

    recordedOf: async (keys) => {
      if (keys.length === 0) return new Set();
      const known = await store.read(...keys.map(eventRef));
      return new Set(keys.filter((_, n) => known[n] !== undefined));
    },

    count: async (name) => {
      await store.write((writes) => writes.countUp(counterRef(name, randomInt(SHARDS)), name, 1));
    },

    counts: async () => {
      const sums = new Map<string, number>();
      for (const { name, n } of await store.list('counters', {}))
        sums.set(name, (sums.get(name) ?? 0) + n);
      return Object.fromEntries([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

function bodyOf(key: string, { result, because }: EventRecord, at: string) {
  return { body: JSON.stringify({ key, result, because, at }) };
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
