import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startFunction } from '../../scripts/bench/function-process.ts';
import { pushOf } from '../../scripts/bench/push-of.ts';
import { deployFunction } from '../../scripts/bundle/deploy-function.ts';
import { RecheckMessage } from '../../shared/domain/message.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { SWEEP } from '../shared/gcp/local-apis.ts';
import { fill, largeOrganization } from './large-organization.ts';

const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
const seen = new Set<string>();
let messages = 0;
/** Hears of every message before its publisher does. */
let heard = (_message: number): void => {};
let world: Awaited<ReturnType<typeof largeOrganization>>;
beforeAll(async () => {
  world = await largeOrganization({ projects: 100, jobsPerProject: 20 }, (data) => {
    messages += 1;
    heard(messages);
    for (const job of RecheckMessage.parse(JSON.parse(data)).jobs) seen.add(job);
  });
  await deployFunction('sweep', folder);
}, 240_000);
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});

/** What the last sweep asked for. */
function asked() {
  const last = { messages, jobs: seen.size };
  messages = 0;
  seen.clear();
  return last;
}

/** Sweep as it is deployed: its bundle, a process for itself, and the heap that infra/functions.tf gives it. */
function started(ledger: string, first: unknown) {
  const env = {
    NODE_OPTIONS: '--max-semi-space-size=4 --max-old-space-size=128',
    BAILIFF_DEPLOYMENT: JSON.stringify(parse(readFileSync('examples/deployment.yaml', 'utf8'))),
    BAILIFF_POLICY: 'examples/policy.yaml',
    BAILIFF_LEDGER: join(folder, ledger),
    BAILIFF_API_ROOT: world.apiRoot,
    BAILIFF_ACCESS_TOKEN: `sandbox:${SWEEP}`,
  };
  return startFunction({ name: 'sweep', folder, env }, pushOf({ data: first }));
}

it('goes on where it was killed, and asks for every job', async () => {
  const killed = await started('killed.db', {});
  const body = pushOf({ data: { kind: 'sweep' } });
  // In the middle of its third page.
  heard = (message) => {
    if (message === 12) process.kill(killed.pid, 'SIGKILL');
  };
  await expect(killed.push(body)).rejects.toThrow();
  heard = () => {};
  await killed.stop();
  const again = await started('killed.db', {});
  await again.push(body);
  await again.stop();
  const { jobs, messages: all } = asked();
  expect(jobs).toBe(2000);
  // What it had kept is not asked for again: two of its pages, each of five messages.
  expect(all).toBeLessThanOrEqual(21 + 5);
  const kept = openSqliteLedger(join(folder, 'killed.db'));
  expect(await kept.counts()).toMatchObject({ 'sweep.listed': 1 });
  await kept.close();
}, 240_000);

it('goes through 100,000 jobs in 5,000 projects in the memory that 2,000 jobs take', async () => {
  const running = await started('ledger.db', {});
  const sweep = async () => {
    await running.push(pushOf({ data: { kind: 'sweep' } }));
    return residentMegabytes(running.pid);
  };
  const small = await sweep();
  expect(asked()).toEqual({ messages: 21, jobs: 2000 });
  fill(world.organization, { projects: 5000, jobsPerProject: 20 });
  const large = await sweep();
  expect(asked()).toEqual({ messages: 1001, jobs: 100_000 });
  await running.stop();
  const kept = openSqliteLedger(join(folder, 'ledger.db'));
  expect(await kept.counts()).toMatchObject({ 'sweep.listed': 2 });
  await kept.close();
  expect(large / small).toBeLessThan(1.4);
}, 240_000);

function residentMegabytes(pid: number): number {
  const kibibytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]).toString();
  return (Number(kibibytes) * 1024) / 1e6;
}
