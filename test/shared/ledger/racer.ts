import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { openLedger } from '../../../shared/ledger/open-ledger.ts';
import { claimRequest } from '../../fixtures/claim-request.ts';

// A process of its own: says `ready`, waits for a word, then claims every decision once, in random order, asks to be
// let in with an item of its own each time, and prints what came of it as JSON.
// Arguments: the ledger's location, its own name, how many decisions, the budget.
const [location = '', owner = '', decisions, budget] = process.argv.slice(2);
const limits = { organization: Number(budget), project: Number(budget), windowSeconds: 3600 };

process.stdout.write('ready\n');
await once(process.stdin, 'data');
const ledger = await openLedger(location, {
  projectId: 'bailiff-prod',
  firestoreEmulator: process.env['FIRESTORE_EMULATOR_HOST'],
});
const won: string[] = [];
const admitted: string[] = [];
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
    const item = `${owner}-${n}`;
    const limit = { most: limits.project, windowSeconds: limits.windowSeconds };
    if (await ledger.admit('race', item, request.at, limit)) admitted.push(item);
  } catch (error) {
    errors.push(String(error));
  }
}
await ledger.close();
process.stdout.write(JSON.stringify({ won, admitted, lost, errors }));
process.stdin.destroy();
