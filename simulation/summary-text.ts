import type { Summary } from './run-many.ts';

const SHOWN = 5;
const LAST_LINES = 40;

/** What came of the runs, for people: faults by kind, what was checked, and of a failure what replays it. */
export function summaryText(
  { runs, steps, writes, faults, failures }: Summary,
  checks: readonly string[],
  seconds: number,
): string {
  const kinds = Object.entries(faults).sort(([a], [b]) => (a < b ? -1 : 1));
  const failed = failures
    .slice(0, SHOWN)
    .flatMap(({ seed, broken, trace }) => [
      '',
      `Seed ${seed}: npm run simulate -- --runs 1 --seed ${seed} --trace`,
      ...broken.map((one) => `  ${one}`),
      ...trace.slice(-LAST_LINES).map((line) => `    ${line}`),
    ]);
  return [
    `${runs} runs in ${seconds.toFixed(1)} s: ${steps} steps, ${writes} writes by Bailiff.`,
    'Faults:',
    ...kinds.map(([kind, count]) => `  ${String(count).padStart(8)}  ${kind}`),
    'Checked in every run:',
    ...checks.map((check) => `  ${check}`),
    failures.length === 0 ? 'Nothing was broken.' : `${failures.length} runs broke something.`,
    ...failed,
  ].join('\n');
}
