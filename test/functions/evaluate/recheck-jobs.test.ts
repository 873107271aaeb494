import { describe, expect, test } from 'vitest';
import { openPace, type Pace } from '../../../functions/evaluate/pace.ts';
import { policyInForce } from '../../../functions/evaluate/policy-in-force.ts';
import { readOnce } from '../../../functions/evaluate/read-once.ts';
import { recheckJobs } from '../../../functions/evaluate/recheck-jobs.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { type Evaluating, start } from './evaluating.ts';
import { recheck } from './rechecking.ts';

const NOW = () => new Date().toISOString();
const JOBS = Array.from({ length: 10 }, (_, n) => `job-${n}`);
const USED_UP = { status: 429, code: 'RESOURCE_EXHAUSTED', api: 'run.googleapis.com' };

/** Judges ten jobs, of whose readings those are refused for which `refuses` answers true, counted from 1. */
async function judge(at: Evaluating, refuses: (reading: number) => boolean, pace: Pace) {
  const { readers } = at.ports;
  const asked: string[] = [];
  const refuse = (what: string) => {
    asked.push(what);
    if (refuses(asked.length)) throw new ApiFailure('Quota exceeded.', USED_UP);
  };
  const projects: typeof readers.projects = {
    ...readers.projects,
    get: async (name) => {
      refuse(name);
      return readers.projects.get(name);
    },
  };
  const jobs: typeof readers.jobs = {
    ...readers.jobs,
    read: async (resource) => {
      refuse(resource.name);
      return readers.jobs.read(resource);
    },
  };
  const ports = { ...at.ports, readers: readOnce({ ...readers, projects, jobs }) };
  const policy = await policyInForce(ports);
  const judging = recheckJobs(recheck(JOBS), '2026-05-04T06:00:01Z', policy, ports, pace);
  return { asked, ended: await judging.then(() => 'judged', String) };
}

async function withJobs(): Promise<Evaluating> {
  const at = await start();
  for (const job of JOBS) await createJob(at.apis, job);
  return at;
}

describe('while a quota is used up', () => {
  test('asks again for what all jobs share, and judges every job in the same delivery', async () => {
    const at = await withJobs();
    const { asked, ended } = await judge(at, (reading) => reading <= 2, openPace(NOW, 1));
    expect(ended).toBe('judged');
    expect(asked.slice(0, 3)).toEqual(Array(3).fill('payments-prod'));
    expect(asked.slice(3).toSorted()).toEqual(JOBS);
    expect(await at.ledger.counts()).toEqual({ 'recheck.job': 10 });
  });

  test('judges the jobs that were refused before all others', async () => {
    const at = await withJobs();
    // The project, then the first four jobs.
    const { asked, ended } = await judge(at, (n) => n >= 2 && n <= 5, openPace(NOW, 1));
    expect(ended).toBe('judged');
    const first = JOBS.slice(0, 4);
    expect(asked.slice(1, 5).toSorted()).toEqual(first);
    expect(asked.slice(5, 9).toSorted()).toEqual(first);
    expect(asked).toHaveLength(15);
  });

  test('asks nothing more once it takes too long, and keeps what was judged', async () => {
    const at = await withJobs();
    const { asked, ended } = await judge(at, (n) => n > 5, openPace(NOW, 1, -1));
    expect(ended).toBe('ApiFailure: Quota exceeded.');
    expect(asked).toHaveLength(9);
    expect(await at.ledger.counts()).toEqual({ 'recheck.job': 4 });
    const next = await judge(at, () => false, openPace(NOW, 1));
    expect(next.asked.toSorted()).toEqual([...JOBS.slice(4), 'payments-prod'].toSorted());
    expect(await at.ledger.counts()).toEqual({ 'recheck.job': 10 });
  });
});
