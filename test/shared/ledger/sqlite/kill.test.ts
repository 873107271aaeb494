import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import type { Remediation } from '../../../../shared/ledger/journal.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { claimRequest } from '../../../fixtures/claim-request.ts';

const ROUNDS = 5;
const ORDER = ['claimed', 'planned', 'began', 'ended', 'concluded'];

it('a killed writer loses no acknowledged write and leaves no half one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bailiff-kill-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'ledger.db');
  const everything = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const names = [`a${round}`, `b${round}`];
    const lines = await writeUntilKilled(path, names);
    for (const line of lines) everything.add(line);
    const ledger = openSqliteLedger(path);
    for (const name of names) await expectKept(ledger, name, lines);
    const tickets = await ledger.tickets();
    const ticketed = [...everything].filter((line) => line.startsWith('ticketed '));
    expect(tickets[0]?.findings).toEqual(
      expect.arrayContaining(ticketed.map((line) => line.slice('ticketed '.length))),
    );
    await ledger.close();
    expectWhole(path);
  }
  expect(everything.size).toBeGreaterThanOrEqual(ROUNDS * 2);
});

/** Kills all writers at a random moment after the first acknowledged line; answers the lines they completed. */
async function writeUntilKilled(path: string, names: readonly string[]): Promise<Set<string>> {
  const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const writers = names.map((name) =>
    spawn(process.execPath, [writer, path, name], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  onTestFinished(() => {
    for (const one of writers) one.kill('SIGKILL');
  });
  const printed = writers.map(({ stdout }) => collected(stdout));
  await Promise.all(printed.map(({ first }) => first));
  await wait(20 + Math.random() * 200);
  for (const one of writers) one.kill('SIGKILL');
  // A line counts only with its end.
  const all = await Promise.all(printed.map(({ whole }) => whole));
  const lines = all.flatMap((text) => text.split('\n').slice(0, -1));
  return new Set(lines);
}

/**
 * What a writer prints: its first piece, and all of it once it has ended. One listener for both, since a second reader
 * that leaves stops the stream for the first. A writer that ends before it printed anything fails the test at once.
 */
function collected(stdout: Readable) {
  const begun = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  let text = '';
  stdout.setEncoding('utf8');
  stdout.on('data', (piece: string) => {
    text += piece;
    begun.resolve();
  });
  stdout.on('end', () => {
    begun.reject(new Error('A writer ended before its first write was acknowledged.'));
    ended.resolve(text);
  });
  return { first: begun.promise, whole: ended.promise };
}

async function expectKept(ledger: Ledger, name: string, lines: Set<string>): Promise<void> {
  const sightings = [...lines].filter((line) => line.startsWith(`seen ${name}-`)).length;
  const id = `default-service-account~payments-prod~us-central1~${name}`;
  const occurrences = (await ledger.finding(id))?.occurrences ?? 0;
  expect([sightings, sightings + 1]).toContain(occurrences);
  for (let n = 0; n < sightings; n++) {
    const decision = `${name}-${n}`;
    const { resource } = claimRequest({ job: decision });
    const done = doneOf((await ledger.remediationsOf(resource))[0]);
    // Each part is there only when all that was written before it is.
    expect(done).toEqual(ORDER.slice(0, done.length));
    const acknowledged = ORDER.filter((what) => lines.has(`${what} ${decision}`));
    expect(done).toEqual(expect.arrayContaining(acknowledged));
  }
}

function doneOf(remediation: Remediation | undefined): readonly string[] {
  const [step] = remediation?.steps ?? [];
  return [
    ...(remediation === undefined ? [] : ['claimed']),
    ...(remediation?.plan === undefined ? [] : ['planned']),
    ...(step?.before === undefined ? [] : ['began']),
    ...(step?.ended === undefined || step.after === undefined ? [] : ['ended']),
    ...(remediation?.outcome === undefined ? [] : ['concluded']),
  ];
}

/** What one method writes to two tables is in both, and SQLite itself finds nothing wrong. */
function expectWhole(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  const halves = db
    .prepare(
      `SELECT id FROM findings f WHERE json_extract(body, '$.occurrences') <>
         (SELECT count(*) FROM occurrences WHERE finding = f.id)
       UNION ALL SELECT finding FROM occurrences WHERE finding NOT IN (SELECT id FROM findings)
       UNION ALL SELECT decision FROM steps WHERE decision NOT IN (SELECT decision FROM remediations)`,
    )
    .all();
  expect(halves).toEqual([]);
  expect({ ...db.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' });
  db.close();
}
