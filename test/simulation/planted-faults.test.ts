import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runMany } from '../../simulation/run-many.ts';
import { tries } from '../thorough.ts';
import { PLANTED_FAULTS, type PlantedFault } from './planted-faults.ts';
import { plant } from './planting.ts';

/** What the simulation says first of sources with the fault in them. */
async function found(planted: PlantedFault): Promise<string | undefined> {
  const { folder, remove } = plant(planted);
  const isFound = ({ broken }: { readonly broken: readonly string[] }) =>
    broken.find((one) => one.startsWith(`BROKEN ${planted.check}`));
  let first: string | undefined;
  try {
    await runMany({
      ...{ seed: 1, runs: planted.within, root: folder, processes: 1 },
      onRun: (result) => {
        first ??= isFound(result);
        return first !== undefined;
      },
    });
    return first;
  } finally {
    remove();
  }
}

// Each takes some seconds on both cores: there is no room for those that only hundreds of runs find whenever all tests run.
const LONGEST = tries(50, 1000);
const TRIED = PLANTED_FAULTS.filter(({ within }) => within <= LONGEST).filter(
  (_, n) => n % 2 !== tries(1, -1),
);

describe('the simulation has teeth', () => {
  it.concurrent.each(TRIED)(
    '$fault: $check finds it within $within runs',
    async (planted) => {
      expect(await found(planted)).toContain(planted.check);
    },
    tries(180_000, 600_000),
  );

  it('is told of in docs/reliability.md, each fault in a line of its own', () => {
    const rows = PLANTED_FAULTS.map(
      ({ fault, check, within }) => `| ${fault} | ${check} | ${within} |`,
    );
    const table = readFileSync('docs/reliability.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| .* \| \d+ \|$/.test(line));
    expect(table).toEqual(rows);
  });
});
