import { afterEach, describe, expect, it } from 'vitest';
import { withDenyAdmin } from '../functions/evaluate/rechecking.ts';
import { fill } from './large-organization.ts';
import { ADMIN, type Local, mends, OBSERVES, startLocal, TICKETS } from './local.ts';

let local: Local | undefined;
afterEach(() => local?.close());

async function start(options: Parameters<typeof startLocal>[0]): Promise<Local> {
  local = await startLocal(options);
  return local;
}

async function sweep(at: Local, times = 1): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const ask = () => fetch(`${at.url}sandbox/sweep`, { method: 'POST', headers, body: '{}' });
  const answers = await Promise.all(Array.from({ length: times }, ask));
  expect(answers.map(({ status }) => status)).toEqual(Array(times).fill(202));
  await at.settled();
}

const ticketStates = async ({ ledger }: Local) =>
  (await ledger.tickets()).map(({ state }) => state);

describe('a sweep', () => {
  it('finds every job that no event told of, once however often it runs', async () => {
    const at = await start({ policy: TICKETS });
    fill(at.organization, { projects: 10, jobsPerProject: 5 });
    await sweep(at);
    const findings = await at.findings();
    expect(findings).toHaveLength(50);
    expect(new Set(findings.map(({ state }) => state))).toEqual(new Set(['ticketed']));
    expect(await ticketStates(at)).toEqual(Array(50).fill('open'));
    expect(await at.ledger.counts()).toMatchObject({ 'recheck.job': 50, 'sweep.complete': 1 });
    const told = at.queue.counts()['decisions-remediate'].published;
    await sweep(at);
    expect(await at.findings()).toEqual(findings);
    expect(at.queue.counts()['decisions-remediate'].published).toBe(told);
    expect(await at.ledger.counts()).toMatchObject({ 'recheck.job': 100, 'sweep.complete': 2 });
    expect(at.queue.deadLetters()).toEqual([]);
  });

  it('brings a policy to jobs that nobody touches, and mends each once', async () => {
    const at = await start({ policy: OBSERVES });
    await at.create('nightly');
    await at.settled();
    expect((await at.finding('nightly')).state).toBe('open');
    await at.setPolicy(mends());
    await sweep(at, 3);
    expect((await at.finding('nightly')).state).toBe('remediated');
    expect(at.runsAs('nightly')).toMatch(/^nightly-[0-9a-f]+@payments-prod\./);
    expect(at.writes().filter((write) => write.includes('UpdateJob'))).toHaveLength(1);
    const kinds = (await at.alerts()).map(({ kind }) => kind);
    expect(kinds).not.toContain('own-identity-write-without-step');
  });

  it('closes the ticket of a job that is gone without an event', async () => {
    const at = await start({ policy: TICKETS });
    await at.create('nightly');
    await at.settled();
    expect(await ticketStates(at)).toEqual(['open']);
    at.organization.jobs.clear();
    await sweep(at);
    expect((await at.finding('nightly')).state).toBe('resolved');
    expect(await ticketStates(at)).toEqual(['closed']);
    expect((await at.ledger.uses({})).uses).toEqual([]);
  });

  it('names what it could not read, and does the rest', async () => {
    const at = await start({ policy: TICKETS, edit: withDenyAdmin });
    fill(at.organization, { projects: 3, jobsPerProject: 2 });
    const denyRule = {
      deniedPrincipals: ['principalSet://goog/public:all'],
      deniedPermissions: ['run.googleapis.com/jobs.get'],
    };
    const point = 'cloudresourcemanager.googleapis.com%2Fprojects%2Fteam-0001';
    const path = `v2/policies/${point}/denypolicies?policyId=closed`;
    await at.call(ADMIN, 'POST', path, { rules: [{ denyRule }] });
    await sweep(at);
    expect((await at.findings()).map(({ resource }) => resource.project).toSorted()).toEqual([
      ...['team-0000', 'team-0000', 'team-0002', 'team-0002'],
    ]);
    expect(await at.alerts()).toEqual([
      { kind: 'unread-projects', severity: 'high', about: 'team-0001' },
    ]);
    const [alert] = await at.ledger.alerts();
    expect(alert?.published).toBeDefined();
    expect(at.queue.deadLetters()).toEqual([]);
  });

  it('changes nothing by itself', async () => {
    const at = await start({ policy: TICKETS });
    fill(at.organization, { projects: 3, jobsPerProject: 2 });
    const before = at.state();
    await sweep(at);
    expect(at.state()).toBe(before);
    expect(at.writes()).toEqual([]);
  });
});
