// Prints one JSON object of figures, each measured side by side in this run; progress goes to stderr.
// `--quick` measures less often, to see that it works.
import { join } from 'node:path';
import { countApiCalls } from './bench/api-calls.ts';
import { measureColdStart } from './bench/cold-start.ts';
import { measureMemory } from './bench/memory.ts';
import { openWorld } from './bench/world.ts';
import { deployFunction } from './bundle/deploy-function.ts';
import { functionNames } from './bundle/functions.ts';

const quick = process.argv.includes('--quick');
const say = (line: string) => process.stderr.write(`bench: ${line}\n`);
/** Three significant digits: the fourth differs from run to run. */
const rounded = (_name: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value;

const world = await openWorld();
try {
  for (const name of functionNames()) {
    say(`bundling ${name}`);
    await deployFunction(name, join(world.folder, name));
  }
  const coldStart = await measureColdStart(world, quick ? 1 : 11, say);
  say('API calls');
  const apiCalls = await countApiCalls(world);
  const memory = { evaluate: await measureMemory(world, quick ? [20, 60] : [1000, 10_000], say) };
  process.stdout.write(`${JSON.stringify({ coldStart, memory, apiCalls }, rounded, 2)}\n`);
} finally {
  await world.close();
}
