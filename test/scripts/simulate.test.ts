import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

function simulate(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, ['scripts/simulate.ts', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

describe('npm run simulate', () => {
  it.each([
    ['--runs', '0'],
    ['--seed', '-1'],
    ['--runs', 'many'],
  ])('says what %s takes when it is given %s', (option, value) => {
    const { status, stderr } = simulate([`${option}=${value}`]);
    expect(status).toBe(2);
    expect(stderr).toBe(
      'simulate: --runs takes a number from 1, --seed one from 0: npm run simulate -- --runs 200 --seed 1\n',
    );
  });

  it.each([
    ['sqlite3', '127.0.0.1:1'],
    ['firestore', ''],
    ['firestore', '127.0.0.1:1'],
  ])('says what the ledger %s takes when %j is where its emulator is', (ledger, host) => {
    const { status, stderr } = simulate(['--ledger', ledger], { FIRESTORE_EMULATOR_HOST: host });
    expect(status).toBe(2);
    expect(stderr).toContain(
      '--ledger takes sqlite, or firestore where FIRESTORE_EMULATOR_HOST names the HOST:PORT at which its emulator answers',
    );
  });

  it('prints what it did and ends with 0 when nothing is broken', () => {
    const { status, stdout } = simulate(['--runs', '2', '--seed', '1', '--processes', '1']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^2 runs in \d+\.\d s: \d+ steps, \d+ writes by Bailiff\.\nFaults:\n/);
    expect(stdout).toMatch(/\n {2}Convergence\nNothing was broken\.\n$/);
  });
});
