// Format, lint, types, dead code, generated files and unit tests: all of it in under a minute, each told by name.
// With --no-unit-tests all but those, for whoever runs every test next.
import { spawn } from 'node:child_process';

const LINT = ['format and lint', 'biome', 'check', '--error-on-warnings', '.'] as const;
const CHECKS = [
  ['types', 'tsc'],
  ['dead code', 'knip'],
  ['policy schema', 'node', 'scripts/write-policy-schema.ts', '--check'],
  ['permissions page', 'node', 'scripts/write-permissions-doc.ts', '--check'],
] as const;
const TESTS = ['unit tests', 'vitest', 'run', '--project', 'unit', '--reporter', 'dot'] as const;

/** Runs one tool; its output is shown only when it fails. */
async function run([name, command, ...args]: readonly string[]): Promise<boolean> {
  const began = performance.now();
  // Property tests run ten times longer where CI is set; that is for `npm test`.
  const env = { ...process.env, CI: '', PATH: `node_modules/.bin:${process.env['PATH'] ?? ''}` };
  const child = spawn(command ?? '', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve(status ?? 1));
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'}  ${name} (${seconds} s)\n`);
  if (code !== 0) process.stdout.write(Buffer.concat(output));
  return code === 0;
}

// The checks share one core while lint and the tests take the other.
const results = await Promise.all([
  CHECKS.reduce(
    async (before, check) => [...(await before), await run(check)],
    Promise.resolve<boolean[]>([]),
  ),
  run(LINT),
  process.argv.includes('--no-unit-tests') || run(TESTS),
]);
process.exitCode = results.flat().every(Boolean) ? 0 : 1;
