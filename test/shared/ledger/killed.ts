import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import type { Remediation } from '../../../shared/ledger/journal.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { claimRequest } from '../../fixtures/claim-request.ts';

const ORDER = ['claimed', 'planned', 'began', 'ended', 'concluded'];

/**
 * Lets a writer of each name write until all are killed, at a random moment after each has had a line acknowledged;
 * answers the lines they completed.
 */
export async function writeUntilKilled(
  location: string,
  names: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ReadonlySet<string>> {
  const writer = fileURLToPath(new URL('./writer.ts', import.meta.url));
  const writers = names.map((name) =>
    spawn(process.execPath, [writer, location, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    }),
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
  return new Set(all.flatMap((text) => text.split('\n').slice(0, -1)));
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

/** Nothing that the writer of this name had acknowledged in `lines` is lost, and nothing stands without what came before it. */
export async function expectKept(
  ledger: Ledger,
  name: string,
  lines: ReadonlySet<string>,
): Promise<void> {
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

/** Every finding that was ever acknowledged as ticketed is named by the one ticket that all writers change. */
export async function expectTicketed(ledger: Ledger, lines: ReadonlySet<string>): Promise<void> {
  const ticketed = [...lines].filter((line) => line.startsWith('ticketed '));
  const [ticket] = await ledger.tickets();
  expect(ticket?.findings ?? []).toEqual(
    expect.arrayContaining(ticketed.map((line) => line.slice('ticketed '.length))),
  );
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
