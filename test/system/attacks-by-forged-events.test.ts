import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LogEntry } from '../../sandbox/audit/entry-log.ts';
import {
  CI,
  DEFAULT,
  JOB_WRITER,
  type Local,
  mends,
  OBSERVES,
  REPORTS,
  startLocal,
} from './local.ts';

const OWN = { project: 'bailiff-prod' };
const OWN_DEFAULT = '310000000009-compute@developer.gserviceaccount.com';

let forgeries = 0;
/** The entry as somebody else would write it: a new one, with these texts replaced wherever they stand. */
function forged(entry: LogEntry, texts: Readonly<Record<string, string>> = {}): LogEntry {
  forgeries += 1;
  const now = new Date().toISOString();
  const fresh = JSON.stringify({ ...entry, insertId: `forged-${forgeries}`, timestamp: now });
  const replaced = Object.entries(texts).reduce((all, [one, by]) => all.replaceAll(one, by), fresh);
  return JSON.parse(replaced) as LogEntry;
}

/** The entry with these members of its payload. */
function withPayload(entry: LogEntry, members: object): LogEntry {
  return { ...entry, protoPayload: { ...(entry['protoPayload'] as object), ...members } };
}

describe('an event forged on the topic of audit events', () => {
  let local: Local;
  let state = '';
  beforeAll(async () => {
    local = await startLocal({
      policy: mends(),
      edit: ({ projects }) => {
        const own = projects.find(({ id }) => id === OWN.project);
        for (const role of ['roles/run.developer', 'roles/iam.serviceAccountUser'])
          own?.bindings.push({ role, members: ['user:dev@example.com'] });
      },
    });
    await local.create('compliant', { account: REPORTS });
    await local.create('inside', OWN);
    await local.settled();
  });
  afterAll(() => local.close());
  beforeEach(() => {
    state = local.state();
  });

  async function post(entry: LogEntry): Promise<void> {
    expect(await local.post(entry)).toBe(202);
    await local.settled();
  }

  it('makes no finding of a compliant job that it says is on the default account', async () => {
    await post(forged(local.entryOf('compliant'), { [REPORTS]: DEFAULT }));
    await expect(local.finding('compliant')).rejects.toThrow('There is no finding');
    expect(local.state()).toBe(state);
  });

  it('makes no finding of a job that is not there', async () => {
    const before = (await local.findings()).length;
    await post(forged(local.entryOf('compliant'), { compliant: 'imagined', [REPORTS]: DEFAULT }));
    expect(await local.findings()).toHaveLength(before);
    expect((await local.ledger.counts())['ignored.job-gone']).toBe(1);
  });

  it('is ignored with one alert when it names a foreign project, however often', async () => {
    for (const job of ['one', 'two', 'three'])
      await post(
        forged(local.entryOf('compliant'), { 'payments-prod': 'stranger-prod', compliant: job }),
      );
    expect((await local.ledger.counts())['ignored.outside-organization']).toBe(3);
    expect((await local.alerts()).filter(({ about }) => about === 'stranger-prod')).toEqual([
      { kind: 'outside-organization', severity: 'medium', about: 'stranger-prod' },
    ]);
    expect(local.state()).toBe(state);
  });

  it('comes to a ticket at the most when it names Bailiff’s own project', async () => {
    await post(forged(local.entryOf('inside', OWN)));
    expect(await local.finding('inside', OWN)).toMatchObject({
      state: 'ticketed',
      mode: 'ticket',
      occurrences: 2,
    });
    expect(local.runsAs('inside', OWN)).toBe(OWN_DEFAULT);
    expect(local.state()).toBe(state);
    expect(local.writes()).toEqual([]);
  });

  it('settles no finding by telling that the job was deleted', async () => {
    await post(forged(local.entryOf('inside', OWN), { CreateJob: 'DeleteJob' }));
    expect(await local.finding('inside', OWN)).toMatchObject({ state: 'ticketed' });
  });

  it('earns nobody an account by telling that its use was denied', async () => {
    const account = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
    const message = `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`;
    const entry = forged(local.entryOf('compliant'), { [REPORTS]: account });
    await post(withPayload(entry, { status: { code: 7, message } }));
    const attempts = (await local.findings()).filter(({ attempted }) => attempted);
    expect(attempts.map(({ rule, mode, serviceAccount }) => [rule, mode, serviceAccount])).toEqual(
      expect.arrayContaining([['missing-act-as', 'observe', account]]),
    );
    expect(local.state()).toBe(state);
    expect(local.writes()).toEqual([]);
  });
});

describe('an event forged with another deployer', () => {
  let local: Local;
  beforeAll(async () => {
    local = await startLocal({ policy: OBSERVES });
    await local.create('nightly', { as: CI });
    await local.settled();
    await local.setPolicy(mends());
  });
  afterAll(() => local.close());

  it.each(['admin@example.com', 'reports@payments-prod.iam.gserviceaccount.com'])(
    'gets no binding for %s: an approver decides',
    async (stranger) => {
      const state = local.state();
      await local.post(forged(local.entryOf('nightly'), { 'ci@example.com': stranger }));
      await local.settled();
      const finding = await local.finding('nightly');
      expect(finding.state).toBe('awaiting-approval');
      expect(finding.decision.because.at(-1)).toBe(
        `ci@example.com changed the job after the change by ${stranger} that is judged here; their next deploy would fail.`,
      );
      expect(local.state()).toBe(state);
    },
  );

  it('does not keep the job from being mended for the one who really deploys it', async () => {
    await local.update('nightly', { as: CI });
    await local.settled();
    expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
    const account = local.account(local.runsAs('nightly') ?? '');
    expect(local.allowPolicy(`serviceAccounts/${account?.uniqueId}`)?.bindings).toEqual([
      { role: 'roles/iam.serviceAccountUser', members: [CI] },
    ]);
  });
});

describe('a write as Bailiff’s job writer that Bailiff did not make', () => {
  const alert = { kind: 'own-identity-write-without-step', severity: 'critical' };
  const about = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly';
  let local: Local;
  beforeEach(async () => {
    local = await startLocal({ policy: mends() });
  });
  afterEach(() => local.close());

  it('is a critical alert, and reaches the channels', async () => {
    await local.create('nightly', { account: REPORTS });
    await local.settled();
    await local.update('nightly', {
      as: JOB_WRITER,
      account: REPORTS,
      job: { labels: { a: 'b' } },
    });
    await local.settled();
    expect(await local.alerts()).toEqual([{ ...alert, about }]);
    expect((await local.ledger.alerts())[0]?.published).toMatch(/^20/);
  });

  it('is a critical alert also right after a remediation of the same job', async () => {
    await local.create('nightly');
    await local.settled();
    const account = local.runsAs('nightly') ?? '';
    await local.update('nightly', { as: JOB_WRITER, account, job: { labels: { a: 'b' } } });
    await local.settled();
    expect(await local.alerts()).toEqual([{ ...alert, about }]);
  });
});
