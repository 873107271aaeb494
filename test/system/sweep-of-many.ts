import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiRoutes } from '../../sandbox/apis/routes.ts';
import type { Route } from '../../sandbox/http/call.ts';
import { runLocalOrganization } from '../../sandbox/local-organization.ts';
import { type OrganizationFile, readOrganizationFile } from '../../sandbox/organization/file.ts';
import { WIRES } from '../../sandbox/wires.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { deployedWire } from './deployed-wires.ts';

const POLICY = 'apiVersion: bailiff/v1\ndefaults: { mode: observe }\nrules: {}\n';
const EVERY_MS = 250;
// The first jobs warm a process up; from here on its memory is to stay what it is.
const WARM = 0.2;

/** What one sweep took, from its message to the last re-check. */
export interface Swept {
  readonly seconds: number;
  /** Calls of Google's APIs by both functions, by verb and path without names. */
  readonly calls: ReadonlyMap<string, number>;
  /** Messages of `rechecks`, and tries of them that were not acknowledged. */
  readonly messages: number;
  readonly failed: number;
  readonly evaluate: Taken;
  readonly sweep: Taken;
}

/** What one of the processes took. */
interface Taken {
  readonly cpuSeconds: number;
  /** Resident megabytes when a fifth of the messages were dealt with, at the end, and at most. */
  readonly megabytes: readonly [atFifth: number, atEnd: number, atMost: number];
}

interface Options {
  /** Changes the example organization before it is made. */
  readonly edit?: (file: OrganizationFile) => void;
  /** More of them for both functions, e.g. to profile them. */
  readonly nodeOptions?: string;
}

/**
 * The local organization with sweep and evaluate as they are deployed, each a process for itself beside that of the
 * organization, under a policy that only observes.
 */
export async function startSweeping({ edit, nodeOptions }: Options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'many-'));
  const policyFile = join(folder, 'policy.yaml');
  writeFileSync(policyFile, POLICY);
  const sweep = await deployedWire('sweep', folder, nodeOptions);
  const evaluate = await deployedWire('evaluate', folder, nodeOptions);
  const calls = new Map<string, number>();
  const counted = apiRoutes.map((one): Route => {
    const handle: Route['handle'] = (call) => {
      const kind = kindOf(call.method, call.path);
      calls.set(kind, (calls.get(kind) ?? 0) + 1);
      return one.handle(call);
    };
    return { ...one, handle };
  });
  const file = readOrganizationFile('sandbox/organization.yaml');
  edit?.(file);
  const wires = { ...WIRES, sweep: sweep.wire, evaluate: evaluate.wire };
  const local = await runLocalOrganization(
    { routes: counted, wires },
    { organization: file, policyFile, dataDirectory: join(folder, 'data'), logLevel: 'silent' },
  );
  const { url, queue, ledger, organization } = local;
  const rechecks = () => queue.counts()['rechecks-evaluate'];

  return {
    organization,
    ledger,
    url,

    /** Asks for a sweep as the page of the console does, and waits until all that comes of it is done. */
    async swept(): Promise<Swept> {
      calls.clear();
      const before = rechecks();
      const messages = Math.ceil(organization.jobs.size / 100) + 1;
      const done = () => (rechecks().acknowledged - before.acknowledged) / messages;
      const ends = [sweep, evaluate].map((one) => measured(one, done));
      const began = performance.now();
      const headers = { 'content-type': 'application/json' };
      const asked = await fetch(`${url}sandbox/sweep`, { method: 'POST', headers, body: '{}' });
      if (asked.status !== 202) throw new Error(`The sweep was answered with ${asked.status}.`);
      await queue.idle();
      const seconds = Math.round((performance.now() - began) / 100) / 10;
      const [ofSweep, ofEvaluate] = ends.map((end) => end());
      if (ofSweep === undefined || ofEvaluate === undefined)
        throw new Error('Nothing was measured.');
      const { published, failed } = rechecks();
      return {
        seconds,
        calls: new Map(calls),
        messages: published - before.published,
        failed: failed - before.failed,
        sweep: ofSweep,
        evaluate: ofEvaluate,
      };
    },

    /** Every finding of the ledger. */
    async findings(): Promise<readonly Finding[]> {
      const all: Finding[] = [];
      let after: string | undefined;
      do {
        const cursor = after === undefined ? {} : { after };
        const page = await ledger.findings({ limit: 500, ...cursor });
        all.push(...page.findings);
        after = page.next;
      } while (after !== undefined);
      return all;
    },

    async close(): Promise<void> {
      await local.close();
      await Promise.all([sweep.stop(), evaluate.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
}
export type Sweeping = Awaited<ReturnType<typeof startSweeping>>;

type Process = Pick<Awaited<ReturnType<typeof deployedWire>>, 'megabytes' | 'cpuSeconds'>;

/** Weighs the process until the end is asked for; `done` is the share of the messages that were dealt with. */
function measured(process: Process, done: () => number): () => Taken {
  const cpuBefore = process.cpuSeconds();
  let [atFifth, atMost] = [0, 0];
  const weigh = () => {
    const now = process.megabytes();
    if (atFifth === 0 && done() >= WARM) atFifth = now;
    atMost = Math.max(atMost, now);
    return now;
  };
  const weighing = setInterval(weigh, EVERY_MS);
  return () => {
    clearInterval(weighing);
    const atEnd = weigh();
    const cpuSeconds = Math.round(10 * (process.cpuSeconds() - cpuBefore)) / 10;
    return { cpuSeconds, megabytes: [atFifth, atEnd, atMost] };
  };
}

/** Such as `GET v2/projects/NAME/locations/NAME/jobs/NAME`: after the version, every second part of a path is a name. */
function kindOf(method: string, path: string): string {
  const parts = path.split('/').slice(1);
  const named = parts.map((part, at) =>
    at > 0 && at % 2 === 0 ? part.replace(/^[^:]*/, 'NAME') : part,
  );
  return `${method} ${named.join('/')}`;
}
