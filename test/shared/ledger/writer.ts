import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { openLedger } from '../../../shared/ledger/open-ledger.ts';
import { accountUse } from '../../fixtures/account-use.ts';
import { claimRequest } from '../../fixtures/claim-request.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { ticketWith } from './ticket-with.ts';

// A process of its own that writes until it is killed, and prints a line behind each write that was acknowledged.
// Arguments: the ledger's location and its own name, which no other writer of this ledger ever had.
const [location = '', name = ''] = process.argv.slice(2);
const ledger = await openLedger(location, {
  projectId: 'bailiff-prod',
  firestoreEmulator: process.env['FIRESTORE_EMULATOR_HOST'],
});
const at = '2026-03-01T10:00:00Z';
const budget = { organization: 1e9, project: 1e9, windowSeconds: 60 };

async function write(what: string, work: () => Promise<unknown>): Promise<void> {
  await work();
  writeSync(1, `${what}\n`);
  // As a function waits for Google between two writes. SQLite's lock is not fair: without a gap the other writer may
  // find it taken at every look for longer than the ledger waits.
  await wait(2);
}

for (let n = 0; ; n++) {
  const decision = `${name}-${n}`;
  const { job, owner } = { job: decision, owner: name };
  const step = { index: 0, kind: 'create-account', before: { nonce: decision } } as const;
  const account = `${decision}@payments-prod.iam.gserviceaccount.com`;
  const grant = { kind: 'grant-act-as', account, member: 'user:dev@example.com' } as const;
  const outcome = { kind: 'remediated', because: 'done', wayBack: [] } as const;
  await write(`seen ${decision}`, () => ledger.see(sighting({ job: name, eventKey: decision })));
  await write(`claimed ${decision}`, () =>
    ledger.claim(claimRequest({ decision, job, owner, budget })),
  );
  await write(`planned ${decision}`, () =>
    ledger.journalPlan(decision, owner, { steps: [grant], notes: [decision] }),
  );
  await write(`began ${decision}`, () => ledger.beginStep(decision, owner, step, at));
  await write(`ended ${decision}`, () => ledger.endStep(decision, owner, 0, { n }, at));
  await write(`concluded ${decision}`, () => ledger.conclude(decision, owner, outcome, at));
  await write(`used ${decision}`, () =>
    ledger.rememberUse(accountUse({ job: name, generation: n, account })),
  );
  await write(`ticketed ${decision}`, () => ledger.changeTicket('all', ticketWith(decision)));
}
