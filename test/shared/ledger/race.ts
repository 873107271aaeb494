import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

interface Result {
  readonly won: readonly string[];
  readonly admitted: readonly string[];
  readonly lost: Readonly<Record<string, number>>;
  readonly errors: readonly string[];
}

interface Race {
  readonly processes: number;
  readonly decisions: number;
  readonly budget: number;
  /** Beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Lets so many processes open one new ledger at once and claim the same decisions, under this budget and limit. */
export async function race(
  location: string,
  { processes, decisions, budget, env = {} }: Race,
): Promise<readonly Result[]> {
  const racer = fileURLToPath(new URL('./racer.ts', import.meta.url));
  const racers = Array.from({ length: processes }, (_, n) =>
    spawn(process.execPath, [racer, location, `racer-${n}`, `${decisions}`, `${budget}`], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    }),
  );
  onTestFinished(() => {
    for (const one of racers) one.kill('SIGKILL');
  });
  await Promise.all(racers.map(({ stdout }) => once(stdout, 'data')));
  for (const { stdin } of racers) stdin.write('go');
  return (await Promise.all(racers.map(({ stdout }) => json(stdout)))) as Result[];
}
