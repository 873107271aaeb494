import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import type { Opened } from '../contract.ts';

const SCOPE = 'denied|user:dev@example.com';
const LIMIT = { most: 2, windowSeconds: 3600 };

/** Asks for each item at its time of the first of March, one behind the other. */
async function admitAll(
  ledger: Ledger,
  asked: readonly (readonly [item: string, time: string])[],
): Promise<readonly boolean[]> {
  const answers: boolean[] = [];
  for (const [item, time] of asked)
    answers.push(await ledger.admit(SCOPE, item, `2026-03-01T${time}`, LIMIT));
  return answers;
}

export function admissionsContract(opened: Opened): void {
  describe('admissions', () => {
    it('let the first items in and no more, also by another connection', async () => {
      const { ledger, another } = opened();
      const first = [
        ['a', '10:00:00Z'],
        ['b', '10:00:01Z'],
        ['c', '10:00:02Z'],
      ] as const;
      expect(await admitAll(ledger, first)).toEqual([true, true, false]);
      expect(await admitAll(await another(), first)).toEqual([true, true, false]);
    });

    it('let one in when the oldest admission leaves the window, which slides', async () => {
      const asked = [
        ['a', '10:00:00Z'],
        ['b', '10:30:00Z'],
        ['c', '10:59:59.999Z'],
        ['c', '11:00:00Z'],
        ['d', '11:29:59Z'],
        ['d', '13:30:00+02:00'],
        ['b', '11:30:00Z'],
      ] as const;
      const answers = [true, true, false, true, false, true, false];
      expect(await admitAll(opened().ledger, asked)).toEqual(answers);
    });

    it('count an item from its admission, not from when it is asked for again', async () => {
      const asked = [
        ['a', '10:00:00Z'],
        ['b', '10:00:00Z'],
        ['a', '10:50:00Z'],
        ['c', '11:00:00Z'],
        ['d', '11:00:00Z'],
        ['a', '11:00:01Z'],
      ] as const;
      const answers = [true, true, true, true, true, false];
      expect(await admitAll(opened().ledger, asked)).toEqual(answers);
    });

    it('count a time that comes late as the newest, so that no disorder lets more in', async () => {
      const asked = [
        ['a', '12:00:00Z'],
        ['b', '10:00:00Z'],
        ['c', '08:00:00Z'],
        ['a', '09:00:00Z'],
        ['c', '12:59:59Z'],
        ['c', '13:00:00Z'],
      ] as const;
      const answers = [true, true, false, true, false, true];
      expect(await admitAll(opened().ledger, asked)).toEqual(answers);
    });

    it('hold each scope by itself, and nothing under a limit of none', async () => {
      const { ledger } = opened();
      const at = '2026-03-01T10:00:00Z';
      const one = { most: 1, windowSeconds: 60 };
      expect(await ledger.admit('restore|a', 'decision-1', at, one)).toBe(true);
      expect(await ledger.admit('restore|b', 'decision-2', at, one)).toBe(true);
      expect(await ledger.admit('restore|a', 'decision-2', at, one)).toBe(false);
      const none = { most: 0, windowSeconds: 60 };
      expect(await ledger.admit('restore|c', 'decision-1', at, none)).toBe(false);
    });

    it('let in exactly as many as the limit says when several connections ask at once', async () => {
      const { ledger, another } = opened();
      const connections = [ledger, await another(), await another()];
      const limit = { most: 5, windowSeconds: 3600 };
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, n) =>
          connections[n % 3]?.admit(SCOPE, `item-${n}`, '2026-03-01T10:00:00Z', limit),
        ),
      );
      expect(answers.filter((answer) => answer === true)).toHaveLength(5);
    });
  });
}
