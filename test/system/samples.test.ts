import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import { type Local, mends, startLocal, TICKETS } from './local.ts';

/** Entries collected from public sources; they lie beside the repository, not in it. */
const SAMPLES = new URL('../../../shared/samples/audit/', import.meta.url);
const names = existsSync(SAMPLES)
  ? readdirSync(SAMPLES)
      .filter((file) => file.endsWith('.json'))
      .map((file) => file.replace('.json', ''))
  : [];

const DEPLOYER = 'serviceAccount:deployer@demo-prj.iam.gserviceaccount.com';
const RUNNER = 'runner@demo-prj.iam.gserviceaccount.com';
const PLACE = { project: 'demo-prj', location: 'europe-west1' };

/** What comes of an entry while the job nightly runs as runner@demo-prj. */
const COUNTED: Readonly<Record<string, string>> = {
  'denied-activity-code7-serviceusage': 'ignored.not-cloud-run',
  'inferred-job-v1-create-activity': 'compliant',
  'inferred-job-v1-create-activity-actas-denied-code7': 'finding',
  // What the entry says is a hint; the live job is on runner.
  'inferred-job-v1-create-activity-default-sa': 'compliant',
  'inferred-job-v1-create-activity-tokencreator-denied-code7': 'finding',
  'inferred-job-v1-replace-activity': 'compliant',
  'inferred-job-v2-create-activity-camelcase': 'compliant',
  'inferred-job-v2-update-systemevent-ready': 'compliant',
  'job-v1-replace-activity-SYNTHETIC-nakamasato': 'ignored.no-resource',
  'lro-first-cloudfunctions-v2-update-protopayload': 'ignored.not-a-log-entry',
  // Nobody here uses an account of that project.
  'project-setiampolicy-activity': 'drift.no-user',
  'service-v1-create-activity-alreadyexists-code6-panther': 'ignored.not-a-job',
  'service-v1-create-activity-success-panther': 'ignored.not-a-job',
  'service-v1-create-systemevent-ready-2025': 'ignored.not-a-job',
  'service-v1-delete-activity-success': 'ignored.not-a-job',
  'service-v1-replace-activity-code3-redactions-PARTIAL-2025': 'ignored.not-a-job',
  'service-v1-replace-activity-success': 'ignored.not-a-job',
  'service-v1-replace-systemevent-ready-2024': 'ignored.not-a-job',
  'service-v1-setiampolicy-activity-denied-SYNTHETIC-panther': 'ignored.not-a-job',
  'service-v1-setiampolicy-activity-success-panther': 'ignored.not-a-job',
};

function unlessAbsent(context: TestContext): void {
  if (names.length === 0) context.skip('../shared/samples/audit is not beside this repository');
}

let sent = 0;
/** The entry's text with an insertId of its own, since the inferred ones share one. */
function sample(name: string): string {
  sent += 1;
  const entry = JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8')) as object;
  return JSON.stringify({ ...entry, insertId: `sample-${sent}` });
}

/** The two projects that the inferred entries tell of, the accounts in them, and who deploys there. */
function addDemo(file: OrganizationFile): void {
  const data = file.projects.find(({ id }) => id === 'data-dev');
  if (data === undefined) return;
  const bindings = ['roles/run.developer', 'roles/iam.serviceAccountUser'].map((role) => ({
    role,
    members: [DEPLOYER],
  }));
  file.projects.push(
    { ...data, id: 'demo-prj', number: '123456789012', accounts: ['deployer', 'runner'], bindings },
    { ...data, id: 'other-prj', number: '210987654321', accounts: ['shared'], bindings: [] },
  );
}

async function startWithJob(policy: string, account?: string): Promise<Local> {
  const local = await startLocal({ policy, edit: addDemo });
  const runsAs = account === undefined ? {} : { account };
  await local.create('nightly', { ...PLACE, as: DEPLOYER, ...runsAs });
  await local.settled();
  return local;
}

/** What the counters gained by these entries. */
async function gained(local: Local, ...entries: readonly string[]) {
  const before = await local.ledger.counts();
  for (const entry of entries) expect(await local.post(entry)).toBe(202);
  await local.settled();
  const after = Object.entries(await local.ledger.counts());
  return Object.fromEntries(
    after.flatMap(([name, count]) =>
      count === before[name] ? [] : [[name, count - (before[name] ?? 0)]],
    ),
  );
}

beforeEach(unlessAbsent);

describe('an audit entry from a public source, while the job is on an account of its own', () => {
  let local: Local;
  beforeAll(async () => {
    local = await startWithJob(mends(), RUNNER);
  });
  afterAll(() => local.close());
  const ofJobs = async () => (await local.findings()).filter(({ attempted }) => !attempted);

  it('is expected here by its name', () => {
    expect(names.toSorted()).toEqual(Object.keys(COUNTED).toSorted());
  });

  it.each(Object.entries(COUNTED))(
    'is accepted, makes no finding of the job and no write: %s (%s)',
    async (name, counted) => {
      const before = local.state();
      expect(await gained(local, sample(name))).toEqual({ [counted]: 1 });
      expect(await ofJobs()).toEqual([]);
      expect(local.writes()).toEqual([]);
      expect(local.state()).toBe(before);
      expect(local.queue.deadLetters()).toEqual([]);
    },
  );

  it('is ignored in a project outside the organization, counted, and alerted once a project', async () => {
    const kinds = ['create-activity-default-sa', 'create-activity-actas-denied-code7'];
    const strangers = ['stranger-one', 'stranger-one', 'stranger-two', 'stranger-one'];
    const entries = strangers.flatMap((project) =>
      kinds.map((kind) => sample(`inferred-job-v1-${kind}`).replaceAll('demo-prj', project)),
    );
    expect(await gained(local, ...entries)).toEqual({ 'ignored.outside-organization': 8 });
    const alert = { kind: 'outside-organization', severity: 'medium' };
    const alerts = (await local.alerts()).toSorted((a, b) => (a.about < b.about ? -1 : 1));
    expect(alerts).toEqual([
      { ...alert, about: 'stranger-one' },
      { ...alert, about: 'stranger-two' },
    ]);
    expect(await ofJobs()).toEqual([]);
  });

  it('tells of a denied deploy: each condition that is missing, though Google names one', async () => {
    const attempts = (await local.findings()).filter(({ attempted }) => attempted);
    const key =
      'demo-prj~shared@other-prj.iam.gserviceaccount.com~deployer@demo-prj.iam.gserviceaccount.com';
    // The policy of this test names none of these rules.
    expect(attempts.map(({ id, mode }) => `${id} ${mode}`).toSorted()).toEqual([
      `cross-project-use-disabled~${key}~attempt observe`,
      `missing-act-as~${key}~attempt observe`,
      `missing-token-creator~${key}~attempt observe`,
    ]);
  });
});

describe('an audit entry from a public source, while the job is on the default account', () => {
  let local: Local;
  beforeAll(async () => {
    local = await startWithJob(TICKETS);
  });
  afterAll(() => local.close());

  it('tells of the default account: the finding that its name says, in one ticket', async () => {
    const entry = sample('inferred-job-v1-create-activity-default-sa');
    expect(await gained(local, entry)).toEqual({ finding: 1 });
    expect(await local.finding('nightly', PLACE)).toMatchObject({
      rule: 'default-service-account',
      state: 'ticketed',
      serviceAccount: '123456789012-compute@developer.gserviceaccount.com',
      principal: 'deployer@demo-prj.iam.gserviceaccount.com',
      occurrences: 2,
    });
    expect(await local.ledger.tickets()).toHaveLength(1);
    expect(local.writes()).toEqual([]);
  });

  it('says that Cloud Run made it ready: the job is read again and nobody is blamed', async () => {
    expect(await gained(local, sample('inferred-job-v2-update-systemevent-ready'))).toEqual({
      finding: 1,
    });
    const { principal, occurrences } = await local.finding('nightly', PLACE);
    expect({ principal, occurrences }).toEqual({
      principal: 'deployer@demo-prj.iam.gserviceaccount.com',
      occurrences: 3,
    });
  });
});
