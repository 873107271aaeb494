// Every test that this machine can run; says which it skipped and why; ends with `N passed, N failed, N skipped`.
import { createVitest } from 'vitest/node';

const vitest = await createVitest('test', { watch: false, run: true });
await vitest.start(process.argv.slice(2));
const tally = { passed: 0, failed: 0, skipped: 0 };
const reasons = new Map<string, number>();
for (const module of vitest.state.getTestModules()) {
  // A file that does not load, or a hook that throws, is a failure although no test of it ran.
  if (module.errors().length > 0) tally.failed += 1;
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) tally.failed += 1;
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'pending') tally.failed += 1;
    else tally[result.state] += 1;
    if (result.state !== 'skipped') continue;
    const reason = result.note ?? 'no reason given';
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
}
const stray = vitest.state.getUnhandledErrors().length;
await vitest.close();
for (const [reason, count] of reasons) process.stdout.write(`skipped ${count}: ${reason}\n`);
if (stray > 0) process.stdout.write(`${stray} errors outside any test (see above)\n`);
const failed = tally.failed + stray;
process.stdout.write(`${tally.passed} passed, ${failed} failed, ${tally.skipped} skipped\n`);
process.exit(failed > 0 || tally.passed === 0 ? 1 : 0);
