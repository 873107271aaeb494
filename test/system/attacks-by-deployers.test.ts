import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { StartRefused } from '../../sandbox/start-refused.ts';
import {
  CI,
  DEFAULT,
  type Local,
  mends,
  OBSERVES,
  REPORTS,
  ruleSays,
  startLocal,
} from './local.ts';

const uses = (email: string) =>
  ruleSays('mode: remediate', `action: { existing: "${email}" }`, 'remediateExecuted: true');

async function started(options: Parameters<typeof startLocal>[0]): Promise<Local> {
  const local = await startLocal(options);
  onTestFinished(local.close);
  return local;
}

/** Whoever may act as an account by a binding on the account itself. */
function actors(local: Local): readonly string[] {
  return [...local.organization.policies.keys()]
    .filter((name) => name.startsWith('serviceAccounts/'))
    .flatMap((name) => local.allowPolicy(name)?.bindings ?? [])
    .filter(({ role }) => role === 'roles/iam.serviceAccountUser')
    .flatMap(({ members }) => members);
}

describe('a developer who may act as no account at all', () => {
  it('gets a ticket for the deploy that was denied to him, and nothing is written for him', async () => {
    const local = await started({
      policy: mends(),
      edit: ({ projects }) => {
        const [payments] = projects;
        if (payments !== undefined) payments.accountBindings = {};
      },
    });
    await expect(local.create('nightly', { as: CI })).rejects.toThrow(
      /Permission 'iam\.serviceaccounts\.actAs' denied on service account 310000000001-compute/,
    );
    await local.settled();
    const refused = `payments-prod~${DEFAULT}~ci@example.com~attempt`;
    expect(await local.ledger.finding(`default-service-account~${refused}`)).toMatchObject({
      state: 'ticketed',
      mode: 'ticket',
      principal: 'ci@example.com',
      serviceAccount: DEFAULT,
      decision: { wanted: 'remediate' },
    });
    // The policy says nothing of this rule, so it is observed.
    expect((await local.findings()).map(({ id, mode }) => `${id} ${mode}`).toSorted()).toEqual([
      `default-service-account~${refused} ticket`,
      `missing-act-as~${refused} observe`,
    ]);
    expect(await local.ledger.tickets()).toMatchObject([{ state: 'open' }]);
    expect(local.writes()).toEqual([]);
    expect(local.organization.jobs.size).toBe(0);
  });

  it('is let act as nothing when the job he changed last is judged for somebody else’s deploy', async () => {
    const local = await started({ policy: OBSERVES });
    await local.create('nightly', { as: CI });
    await local.settled();
    // By a way that needs no act-as, or did not when he went it.
    Object.assign(local.job('nightly'), { lastModifier: 'admin@example.com' });
    await local.setPolicy(mends());
    const before = actors(local);
    await local.post({ ...local.entryOf('nightly'), insertId: 'delivered-late' });
    await local.settled();
    const { state, decision } = await local.finding('nightly');
    expect(state).toBe('awaiting-approval');
    expect(decision.because.at(-1)).toBe(
      'admin@example.com changed the job after the change by ci@example.com that is judged here; their next deploy would fail.',
    );
    expect(actors(local)).toEqual(before);
    expect(local.writes()).toEqual([]);
  });
});

describe('an existing account that the policy names', () => {
  it.each([
    '{job}@payments-prod',
    '{job}@{project}',
    'batch-{location}@{project}',
    'reports@{job}',
  ])('is refused at the start when a job’s author would choose it: %s', async (address) => {
    const refused = startLocal({ policy: uses(`${address}.iam.gserviceaccount.com`) });
    await expect(refused).rejects.toThrow(StartRefused);
    await expect(refused).rejects.toThrow(
      /^The policy file \S+ is refused whole[\s\S]*Only \{project\} may stand in an address/,
    );
  });

  it('is not lent to a deployer who may not act as it: an approver decides', async () => {
    const local = await started({ policy: uses('reports@{project}.iam.gserviceaccount.com') });
    await local.create('by-ci', { as: CI });
    await local.create('by-dev');
    await local.settled();
    const { state, decision } = await local.finding('by-ci');
    expect(state).toBe('awaiting-approval');
    expect(decision.because.at(-1)).toBe(
      `ci@example.com, who changed the job last, may not act as ${REPORTS}, so they could not have attached it themselves.`,
    );
    expect(local.runsAs('by-ci')).toBe(DEFAULT);
    expect(local.runsAs('by-dev')).toBe(REPORTS);
    expect(local.writes()).toEqual(['UpdateJob by-dev']);
  });
});

describe('what a deployer writes on his job', () => {
  let local: Local;
  beforeAll(async () => {
    local = await startLocal({ policy: mends() });
  });
  afterAll(() => local.close());

  it.each([
    ['labels', { labels: { bailiff: 'off', 'managed-by': 'terraform', exempt: 'true' } }],
    ['annotations', { annotations: { 'bailiff.example.com/ignore': 'true' } }],
    ['client', { client: 'terraform', clientVersion: '1.9.0' }],
  ])('does not switch enforcement off: %s', async (what, job) => {
    await local.create(`with-${what}`, { job });
    await local.settled();
    expect(await local.finding(`with-${what}`)).toMatchObject({ state: 'remediated' });
    expect(local.runsAs(`with-${what}`)).toMatch(/^with-[a-z]+-[0-9a-f]{10}@payments-prod\./);
    expect(local.job(`with-${what}`)).toMatchObject(job);
  });
});
