import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';

// A process of its own: says `ready`, waits for a word, then claims every decision once, in random order, and prints
// what came of it as JSON.
// Arguments: the ledger's file, its own name, how many decisions, the budget.
const [path = '', owner = '', decisions, budget] = process.argv.slice(2);
const limits = { organization: Number(budget), project: Number(budget), windowSeconds: 3600 };

process.stdout.write('ready\n');
await once(process.stdin, 'data');
const ledger = openSqliteLedger(path);
const won: string[] = [];
const errors: string[] = [];
const lost: Record<string, number> = {};
const order = Array.from({ length: Number(decisions) }, (_, n) => ({ n, key: Math.random() }));
for (const { n } of order.sort((a, b) => a.key - b.key)) {
  // Without a pause whoever holds the lock gets it again and again, and there is no race.
  await wait(1);
  const request = claimRequest({ decision: `d${n}`, job: `j${n}`, owner, budget: limits });
  try {
    const { kind } = await ledger.claim(request);
    if (kind === 'claimed') {
      won.push(request.decision);
      await ledger.count('won');
    } else lost[kind] = (lost[kind] ?? 0) + 1;
  } catch (error) {
    errors.push(String(error));
  }
}
await ledger.close();
process.stdout.write(JSON.stringify({ won, lost, errors }));
process.stdin.destroy();
