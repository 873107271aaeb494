import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accountId } from '../../functions/remediate/actions/account-id.ts';
import { ADMIN, CI, DEFAULT, type Local, mends, REPORTS, startLocal } from './local.ts';

const LOG_WRITER = 'roles/logging.logWriter';
const NONCE = /Bailiff [0-9a-f]{8}-[0-9a-f-]{27} made it for /;
const ACCOUNTS = 'v1/projects/payments-prod/serviceAccounts';

let local: Local;
beforeAll(async () => {
  local = await startLocal({ policy: mends(LOG_WRITER) });
});
afterAll(() => local.close());

const at = (id: string) => `${id}@payments-prod.iam.gserviceaccount.com`;

/** The id that Bailiff derives for the job, so that somebody can be there first. */
function derived(job: string, attempt: number): string {
  const resource = { kind: 'job', project: 'payments-prod', location: 'us-central1', name: job };
  return accountId(resource as Parameters<typeof accountId>[0], local.job(job).uid ?? '', attempt);
}

/** Somebody who may make accounts makes one. */
const makeAccount = (id: string, description = '') =>
  local.call(ADMIN, 'POST', ACCOUNTS, { accountId: id, serviceAccount: { description } });

/** Everything that any allow policy here lets the account do, or lets others do with it. */
function grantsOf(email: string): readonly string[] {
  const account = local.account(email);
  const onIt = local.allowPolicy(`serviceAccounts/${account?.uniqueId}`)?.bindings ?? [];
  const project = local.allowPolicy('projects/payments-prod')?.bindings ?? [];
  const toIt = project.filter(({ members }) => members.includes(`serviceAccount:${email}`));
  return [...onIt, ...toIt].map(({ role }) => role);
}

describe('an account that stands where Bailiff would make one', () => {
  it('is never taken over nor granted anything, even if its description imitates Bailiff’s', async () => {
    await local.create('nightly', { account: REPORTS });
    const ids = [derived('nightly', 0), derived('nightly', 1)];
    const [imitated = '', plain = ''] = ids;
    const resource =
      '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly';
    await makeAccount(
      imitated,
      `Bailiff 1b4e28ba-2fa1-41d2-883f-0016d3cca427 made it for ${resource}`,
    );
    await makeAccount(plain);
    await local.update('nightly');
    await local.settled();
    const runsAs = local.runsAs('nightly') ?? '';
    expect(runsAs).toMatch(/^nightly-[0-9a-f]{10}@payments-prod\.iam\.gserviceaccount\.com$/);
    expect(ids.map(at)).not.toContain(runsAs);
    expect(ids.map((id) => grantsOf(at(id)))).toEqual([[], []]);
    expect(grantsOf(runsAs)).toEqual([LOG_WRITER]);
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
  });

  it('is where Bailiff’s own would have been', async () => {
    await local.create('undisturbed');
    await local.settled();
    expect(local.runsAs('undisturbed')).toBe(at(derived('undisturbed', 0)));
  });

  it('leaves the job to people once every id that fits it is taken', async () => {
    await local.create('squatted', { account: REPORTS });
    const ids = [0, 1, 2, 3, 4].map((attempt) => derived('squatted', attempt));
    for (const id of ids) await makeAccount(id);
    const before = local.writes();
    await local.update('squatted');
    await local.settled();
    const { state, decision } = await local.finding('squatted');
    expect(state).toBe('held');
    expect(decision.because.at(-1)).toMatch(/^The 5 account ids that fit this job are taken/);
    expect(local.runsAs('squatted')).toBe(DEFAULT);
    expect(local.writes()).toEqual(before);
    expect(ids.flatMap((id) => grantsOf(at(id)))).toEqual([]);
  });

  it('is not used again when it is a copy, nonce and all, of one that somebody deleted', async () => {
    await local.create('copied');
    await local.settled();
    const email = local.runsAs('copied') ?? '';
    const description = local.account(email)?.description ?? '';
    expect(description).toMatch(NONCE);
    await local.call(ADMIN, 'DELETE', `${ACCOUNTS}/${email}`);
    await makeAccount(email.split('@')[0] ?? '', description);
    await local.update('copied');
    await local.settled();
    expect([email, DEFAULT]).not.toContain(local.runsAs('copied'));
    expect(grantsOf(email)).toEqual([]);
    expect(grantsOf(local.runsAs('copied') ?? '')).toEqual([LOG_WRITER]);
  });
});

describe('the account of a job', () => {
  it('is not the existing one that the job is named after', async () => {
    await local.create('reports');
    await local.settled();
    expect(local.runsAs('reports')).toMatch(/^reports-[0-9a-f]{10}@payments-prod\./);
    expect(grantsOf(REPORTS)).toEqual([]);
  });

  it('is another one for each job, however their names and places begin alike', async () => {
    const long = 'a-name-that-goes-on-and-on-and-on-until-';
    await local.create(`${long}one`);
    await local.create(`${long}two`);
    await local.create(`${long}two`, { location: 'europe-west1' });
    await local.settled();
    const accounts = [
      local.runsAs(`${long}one`),
      local.runsAs(`${long}two`),
      local.runsAs(`${long}two`, { location: 'europe-west1' }),
    ];
    expect(new Set(accounts).size).toBe(3);
    for (const account of accounts)
      expect(account).toMatch(/^[a-z][a-z0-9-]{4,28}[a-z0-9]@payments-prod\.iam\./);
  });

  it('stays behind when the job is deleted and made again under its name: that one gets a new one', async () => {
    await local.create('again', { as: CI });
    await local.settled();
    const first = local.runsAs('again') ?? '';
    const grants = grantsOf(first);
    expect(grants).toEqual(['roles/iam.serviceAccountUser', LOG_WRITER]);
    await local.remove('again');
    await local.settled();
    await local.create('again', { as: CI });
    await local.settled();
    const second = local.runsAs('again') ?? '';
    expect(second).toMatch(/^again-[0-9a-f]{10}@payments-prod\./);
    expect(second).not.toBe(first);
    expect(grantsOf(first)).toEqual(grants);
    expect(grantsOf(second)).toEqual(grants);
  });
});
