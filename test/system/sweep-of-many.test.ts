import { afterAll, beforeAll, expect, it } from 'vitest';
import { withDenyAdmin } from '../functions/evaluate/rechecking.ts';
import { mix } from './mixed-organization.ts';
import { type Sweeping, type Swept, startSweeping } from './sweep-of-many.ts';

// Twenty in each project; docs/sweep.md has the figures of SWEPT_JOBS=100000.
const JOBS = Number(process.env['SWEPT_JOBS'] ?? 200);
const PROJECTS = JOBS / 20;
const READ = PROJECTS - 1;
const LONGEST_MS = 120_000 + 60 * JOBS;
const JOB = 'GET v2/projects/NAME/locations/NAME/jobs/NAME';

let at: Sweeping;
beforeAll(async () => {
  at = await startSweeping({ edit: withDenyAdmin });
  mix(at.organization, { projects: PROJECTS, jobsPerProject: 20 });
  await deny('team-0001');
}, 240_000);
afterAll(() => at.close());

/** Nobody may read the jobs of the project. */
async function deny(project: string): Promise<void> {
  const denyRule = {
    deniedPrincipals: ['principalSet://goog/public:all'],
    deniedPermissions: ['run.googleapis.com/jobs.get'],
  };
  const point = `cloudresourcemanager.googleapis.com%2Fprojects%2F${project}`;
  const answer = await fetch(`${at.url}v2/policies/${point}/denypolicies?policyId=closed`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox:user:admin@example.com' },
    body: JSON.stringify({ rules: [{ denyRule }] }),
  });
  expect(answer.status).toBe(200);
}

/** Of findings so many: `RULE job-DIGIT`. */
async function tally(states: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const tallied: Record<string, number> = {};
  for (const { rule, state, resource } of await at.findings()) {
    const kind = `${rule} ${resource.name.slice(0, -2)}${Number(resource.name.slice(-2)) % 10}`;
    if (states.includes(state)) tallied[kind] = (tallied[kind] ?? 0) + 1;
  }
  return tallied;
}

/** The figures, for who asked for a size. */
function say(name: string, { calls, ...figures }: Swept): void {
  if (process.env['SWEPT_JOBS'] === undefined) return;
  const jobsPerSecond = Math.round(JOBS / figures.seconds);
  const perJob = [...calls].map(([kind, times]) => [kind, Number((times / JOBS).toFixed(3))]);
  const callsPerJob = Object.fromEntries(perJob);
  const said = { name, jobs: JOBS, jobsPerSecond, ...figures, callsPerJob };
  process.stdout.write(`${JSON.stringify(said)}\n`);
}

it(
  'judges every job of the organization once, in a memory that stays what it is, and names what it could not read',
  async () => {
    const swept = await at.swept();
    say('first', swept);
    expect(await tally(['open'])).toEqual({
      'default-service-account job-0': READ * 2,
      'default-service-account job-1': READ * 2,
      'missing-token-creator job-2': READ * 2,
    });
    expect(await at.ledger.counts()).toMatchObject({
      'recheck.job': READ * 20,
      'recheck.unread': 1,
      'sweep.listed': 1,
      'sweep.complete': 1,
    });
    const [alert, ...others] = await at.ledger.alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ kind: 'unread-projects', about: 'team-0001' });
    expect(alert?.text).toContain(
      `A sweep of ${PROJECTS} projects did not see everything. It could not read the jobs of team-0001.`,
    );
    expect(swept.messages).toBe(JOBS / 100 + 1);
    expectFrugal(swept);
  },
  LONGEST_MS,
);

it(
  'adds nothing the next day, but that jobs which are gone break no rule any more',
  async () => {
    // In every tenth project the job that says nothing of its account.
    for (const [name] of at.organization.jobs)
      if (/team-\d*3\/.*\/job-00$/.test(name)) at.organization.jobs.delete(name);
    const swept = await at.swept();
    say('next day', swept);
    const gone = PROJECTS / 10;
    expect(await tally(['open'])).toEqual({
      'default-service-account job-0': READ * 2 - gone,
      'default-service-account job-1': READ * 2,
      'missing-token-creator job-2': READ * 2,
    });
    expect(await tally(['resolved'])).toEqual({ 'default-service-account job-0': gone });
    expect(await at.ledger.counts()).toMatchObject({ 'recheck.gone': gone, 'sweep.complete': 2 });
    expect((await at.findings()).every(({ occurrences }) => occurrences === 1)).toBe(true);
    expectFrugal(swept);
  },
  LONGEST_MS,
);

/** Each job is read once, and what a process takes once it is warm is all that it takes. */
function expectFrugal({ calls, failed, sweep, evaluate }: Swept): void {
  // A machine with much else to do lets a call of a message time out now and then, and that one is made again.
  expect(calls.get(JOB)).toBeLessThanOrEqual(1.02 * JOBS + 4 * failed);
  for (const { megabytes } of [sweep, evaluate]) {
    const [atFifth, , atMost] = megabytes;
    expect(atMost).toBeLessThan(200);
    expect(atMost / atFifth).toBeLessThan(1.35);
  }
}
