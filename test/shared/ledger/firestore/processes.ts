import { describe, expect, it } from 'vitest';
import { openFirestoreLedger } from '../../../../shared/ledger/firestore.ts';
import { expectKept, expectTicketed, writeUntilKilled } from '../killed.ts';
import { race } from '../race.ts';
import { type OnEmulator, PROJECT } from './on-emulator.ts';

export function processTests(at: OnEmulator): void {
  /** A new database, and how processes of their own find it. */
  const opened = () => {
    const databaseId = at.database();
    const env = { FIRESTORE_EMULATOR_HOST: at.emulator() };
    const database = { projectId: PROJECT, databaseId, emulator: at.emulator() };
    return { location: `firestore:${databaseId}`, env, ledger: openFirestoreLedger(database) };
  };

  describe('several processes', () => {
    it('win each of 20 decisions exactly once, without an error', { timeout: 60_000 }, async () => {
      const { location, env, ledger } = opened();
      const results = await race(location, { processes: 2, decisions: 20, budget: 1000, env });
      expect(results.flatMap(({ errors }) => errors)).toEqual([]);
      const won = results.flatMap((result) => result.won);
      expect([won.length, new Set(won).size]).toEqual([20, 20]);
      expect(await ledger.counts()).toEqual({ won: 20 });
    });

    it('start as many as the budget allows, and admit as many as the limit does', {
      timeout: 60_000,
    }, async () => {
      const { location, env } = opened();
      const results = await race(location, { processes: 2, decisions: 20, budget: 7, env });
      expect(results.flatMap(({ errors }) => errors)).toEqual([]);
      const won = results.flatMap((result) => result.won);
      expect([won.length, new Set(won).size]).toEqual([7, 7]);
      expect(results.flatMap(({ admitted }) => admitted)).toHaveLength(7);
    });

    it('lose no acknowledged write when they are killed, and leave no half one', {
      timeout: 60_000,
    }, async () => {
      const { location, env, ledger } = opened();
      const lines = new Set<string>();
      for (const names of [
        ['a0', 'b0'],
        ['a1', 'b1'],
      ]) {
        const written = await writeUntilKilled(location, names, env);
        for (const line of written) lines.add(line);
        for (const name of names) await expectKept(ledger, name, written);
        await expectTicketed(ledger, lines);
      }
      expect(lines.size).toBeGreaterThanOrEqual(4);
    });
  });
}
