import { isDeepStrictEqual } from 'node:util';
import type { AccountUse } from './ledger.ts';

/**
 * The use that stands after `told`, as `Ledger.rememberUse` promises it, for every adapter; `present` itself when it
 * changes nothing, so that a job that is judged again costs no write.
 */
export function remembered(present: AccountUse | undefined, told: AccountUse): AccountUse {
  const { resource, uid, generation, account } = told;
  if (present?.uid === uid && generation < present.generation) return present;
  const known = present?.account === account ? present : undefined;
  const same = known?.uid === uid && known.generation === generation;
  const uniqueId = (same ? known.uniqueId : undefined) ?? told.uniqueId;
  const places = told.places.length > 0 ? told.places : (known?.places ?? []);
  if (same && uniqueId === known.uniqueId && isDeepStrictEqual(places, known.places)) return known;
  return { resource, uid, generation, account, uniqueId, places };
}

/** What a use is found by: an address, a unique id and the names of places never look alike. */
export function keysOf({ account, uniqueId, places }: AccountUse): readonly string[] {
  return [...new Set([account, ...(uniqueId === undefined ? [] : [uniqueId]), ...places])];
}
