import { describe, expect, it } from 'vitest';
import { settlingUntil } from '../../../functions/remediate/settling-until.ts';
import type { Settling } from '../../../shared/domain/finding.ts';

const SETTLE = 90;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
const uid = 'uid-1';

type Known = Parameters<typeof settlingUntil>[0];
/** A finding of generation 1, made at noon. */
const finding = (changes: Partial<Known> = {}): Known => ({
  ...{ state: 'open', uid, generation: 1, made: at(0), settling: undefined },
  ...changes,
});
const settling = (since: number, changed: number, seen: number, generation = 1): Settling => ({
  ...{ since: at(since), changed: at(changed), seen: at(seen), uid, generation },
});
const until = (known: Known, generation: number, now: number) =>
  settlingUntil(known, { uid, generation }, SETTLE, at(now))?.until;

describe('settlingUntil', () => {
  it('waits for nothing where the policy says 0s', () => {
    expect(settlingUntil(finding(), { uid, generation: 1 }, 0, at(1))).toBe(undefined);
  });

  it('leaves a job alone for as long as the policy says, from when it was changed', () => {
    expect(settlingUntil(finding(), { uid, generation: 1 }, SETTLE, at(5))).toEqual({
      until: at(90),
      settling: settling(0, 0, 5),
    });
    expect(until(finding(), 1, 89.999)).toBe(at(90));
    expect(until(finding(), 1, 90)).toBe(undefined);
  });

  it('counts from now for a version of the job whose own event has not told of it, and never from the future', () => {
    expect(until(finding(), 2, 30)).toBe(at(120));
    expect(until(finding({ made: undefined }), 1, 30)).toBe(at(120));
    expect(until(finding({ made: at(1000) }), 1, 30)).toBe(at(120));
  });

  it('begins anew with another generation, or another job of that name', () => {
    const known = { state: 'open', settling: settling(0, 0, 5) } as const;
    expect(until(finding({ ...known, generation: 2, made: at(60) }), 2, 61)).toBe(at(150));
    const another = finding({ ...known, uid: 'uid-2', made: at(60) });
    expect(settlingUntil(another, { uid: 'uid-2', generation: 1 }, SETTLE, at(61))?.until).toBe(
      at(150),
    );
  });

  it('does not begin anew when the same change is seen again', () => {
    const known = finding({ state: 'settling', settling: settling(0, 0, 5), made: at(60) });
    expect(until(known, 1, 61)).toBe(at(90));
  });

  it('does not begin anew for a version that has settled, however long it then waits for something else', () => {
    const known = { state: 'held', settling: settling(0, 0, 5), made: undefined } as const;
    for (const later of [90, 1000, 100_000])
      expect(until(finding(known), 1, later)).toBe(undefined);
  });

  it('never lasts longer than five times that from the first change', () => {
    const known = { state: 'open', settling: settling(0, 400, 401, 7) } as const;
    expect(until(finding({ ...known, generation: 8, made: at(440) }), 8, 441)).toBe(at(450));
    expect(until(finding({ ...known, generation: 9, made: at(450) }), 9, 450)).toBe(undefined);
  });

  it('is the same span for who mends and breaks it in turns, also behind its end', () => {
    const known = { state: 'open', settling: settling(0, 440, 441, 8) } as const;
    for (const again of [460, 600, 890])
      expect(until(finding({ ...known, generation: 9, made: at(again) }), 9, again)).toBe(
        undefined,
      );
  });

  it('is a new span once the job was in order for five times that', () => {
    const known = { state: 'open', settling: settling(0, 440, 441, 8) } as const;
    expect(until(finding({ ...known, generation: 9, made: at(891) }), 9, 891)).toBe(at(981));
  });

  it('is the same span however late the tick comes', () => {
    const known = finding({ state: 'settling', settling: settling(0, 0, 5) });
    expect(until(known, 1, 100_000)).toBe(undefined);
  });

  it('counts from the earliest change that it hears of', () => {
    const known = { state: 'open', settling: settling(50, 50, 51) } as const;
    const earlier = finding({ ...known, generation: 2, made: at(10) });
    expect(settlingUntil(earlier, { uid, generation: 2 }, SETTLE, at(60))?.settling.since).toBe(
      at(10),
    );
  });
});
