import { describe, expect, it } from 'vitest';
import { placeInLine, type Queue } from '../../../functions/remediate/place-in-line.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString();
/** Behind somebody due at `last` minutes past noon, in a line of five an hour that moves at noon. */
const queue = (last: number | undefined, changes: Partial<Queue> = {}): Queue => ({
  ...{ until: at(0), last: last === undefined ? undefined : at(last), most: 5, again: false },
  ...changes,
});

describe('placeInLine', () => {
  it('is the moment that there is room, for the first', () => {
    expect(placeInLine(queue(undefined), 'a')).toBe(at(0));
    expect(placeInLine(queue(-1), 'a')).toBe(at(0));
  });

  it('is behind the last, as far as starts are apart', () => {
    expect(placeInLine(queue(0), 'a')).toBe(at(12));
    expect(placeInLine(queue(12), 'a')).toBe(at(24));
    expect(placeInLine(queue(48), 'a')).toBe(at(60));
  });

  it('is in the order in which they came, as long as the hour has room', () => {
    const places: string[] = [];
    for (const finding of ['e', 'd', 'c', 'b', 'a']) {
      const last = places.at(-1);
      places.push(placeInLine({ ...queue(undefined), last }, finding));
    }
    expect(places).toEqual([0, 12, 24, 36, 48].map(at));
  });

  it('spreads a thousand over the hour, with no minute that more than 40 of them come in', () => {
    const places: string[] = [];
    for (let n = 0; n < 1000; n += 1) {
      const last = places.toSorted().at(-1);
      places.push(placeInLine({ ...queue(undefined), last }, `finding-${n}`));
    }
    const minutes = places.map((place) => Math.floor((Date.parse(place) - NOON) / 60_000));
    expect(Math.min(...minutes)).toBe(0);
    expect(Math.max(...minutes)).toBeLessThanOrEqual(60);
    const busiest = Math.max(
      ...Object.values(Object.groupBy(minutes, String)).map((m) => m?.length ?? 0),
    );
    expect(busiest).toBeLessThanOrEqual(40);
  });

  it('is not the end of the line again for who was overtaken: soon where few wait, within the hour where many do', () => {
    expect(placeInLine(queue(undefined, { again: true }), 'a')).toBe(at(0));
    expect(placeInLine(queue(0, { again: true }), 'a')).toBe(at(0));
    for (const finding of ['a', 'b', 'c', 'd']) {
      const place = placeInLine(queue(12, { again: true }), finding);
      expect(place >= at(0) && place < at(12)).toBe(true);
      const crowded = placeInLine(queue(5000, { again: true }), finding);
      expect(crowded >= at(0) && crowded < at(60)).toBe(true);
    }
  });
});
