// Simulates the whole of Bailiff, with everything that can go wrong: `npm run simulate -- --runs N --seed S`.
// `--trace` prints all that happened in each run, `--processes N` says how many work at once, and `--ledger firestore` keeps the
// ledger in the emulator that FIRESTORE_EMULATOR_HOST names. See docs/reliability.md.
import { parseArgs } from 'node:util';
import { CHECKS } from '../simulation/checks/registry.ts';
import type { Keeper } from '../simulation/keeper.ts';
import { runMany } from '../simulation/run-many.ts';
import { summaryText } from '../simulation/summary-text.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    processes: { type: 'string' },
    ledger: { type: 'string', default: 'sqlite' },
    trace: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const processes = Number(values.processes ?? Number.NaN);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed) || seed < 0) {
  process.stderr.write(
    'simulate: --runs takes a number from 1, --seed one from 0: npm run simulate -- --runs 200 --seed 1\n',
  );
  process.exit(2);
}
const keeper = await keeperOf(values.ledger);
if (keeper === undefined) {
  process.stderr.write(
    'simulate: --ledger takes sqlite, or firestore where FIRESTORE_EMULATOR_HOST names the HOST:PORT at which its emulator answers: gcloud beta emulators firestore start --host-port=127.0.0.1:8088\n',
  );
  process.exit(2);
}

const began = performance.now();
const summary = await runMany({
  runs,
  seed,
  traced: values.trace,
  keeper,
  ...(Number.isNaN(processes) ? {} : { processes }),
  onRun: ({ trace, digest }) => {
    if (values.trace) process.stdout.write(`${trace.join('\n')}\ndigest ${digest}\n`);
    return false;
  },
});
const seconds = (performance.now() - began) / 1000;
process.stdout.write(
  `${summaryText(
    summary,
    CHECKS.map(({ name }) => name),
    seconds,
  )}\n`,
);
process.exitCode = summary.failures.length === 0 ? 0 : 1;

async function keeperOf(ledger: string): Promise<Keeper | undefined> {
  if (ledger !== 'firestore') return ledger === 'sqlite' ? ledger : undefined;
  const emulator = process.env['FIRESTORE_EMULATOR_HOST'] ?? '';
  const answers = await fetch(`http://${emulator}/`).then(
    () => true,
    () => false,
  );
  return answers ? { emulator } : undefined;
}
