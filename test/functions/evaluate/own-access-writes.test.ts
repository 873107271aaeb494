import { describe, expect, test } from 'vitest';
import type { Step } from '../../../shared/domain/plan.ts';
import {
  ACCOUNT_PATH,
  ADMIN,
  AGENT,
  BATCH,
  editPolicy,
  MINTS,
  newestResult,
  startShared,
  statesIn,
  withoutMinting,
} from './cross-project.ts';
import type { Evaluating } from './evaluating.ts';
import { FIXTURES, readJson } from './sources/raw-entry.ts';

const WRITER = 'serviceAccount:bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com';
const GRANTER = 'serviceAccount:bailiff-role-granter@bailiff-prod.iam.gserviceaccount.com';
const MINTING: Step = { kind: 'grant-token-creator', account: BATCH, member: AGENT };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

interface Journalled {
  readonly began?: string;
  /** When another delivery began it anew. */
  readonly again?: string;
  readonly ended?: string;
  readonly job?: string;
  /** What is under way when it is not the step itself: 1 is that everything is put back. */
  readonly index?: number;
  readonly kind?: Step['kind'];
}

/** The journal of a remediation of one step. */
async function journal(
  { ledger }: Evaluating,
  step: Step,
  { began = ago(2), again, ended, job = 'other', index = 0, kind = step.kind }: Journalled = {},
): Promise<void> {
  const finding = `missing-token-creator~payments-prod~us-central1~${job}`;
  const decision = `${finding}@uid.1.remediate.abc`;
  await ledger.claim({
    decision,
    finding,
    resource:
      `//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/${job}` as never,
    project: 'payments-prod',
    owner: 'o',
    at: began,
    leaseSeconds: 600,
    event: 'event-1',
    budget: { organization: 10, project: 10, windowSeconds: 3600 },
  });
  await ledger.journalPlan(decision, 'o', { steps: [step], notes: [] });
  await ledger.beginStep(decision, 'o', { index, kind, before: {} }, began);
  if (again !== undefined)
    await ledger.beginStep(decision, 'o', { index, kind, before: {} }, again);
  if (ended !== undefined) await ledger.endStep(decision, 'o', index, {}, ended);
}

/** An entry of identity-prod's log about a call of Bailiff's account writer. */
function byWriter(payload: Readonly<Record<string, string>>) {
  return {
    logName: 'projects/identity-prod/logs/cloudaudit.googleapis.com%2Factivity',
    timestamp: new Date().toISOString(),
    insertId: 'writer1',
    protoPayload: {
      authenticationInfo: { principalEmail: WRITER.replace('serviceAccount:', '') },
      ...payload,
    },
  };
}

const alertsIn = async ({ ledger }: Evaluating) =>
  (await ledger.alerts()).map(({ kind, severity, about }) => ({ kind, severity, about }));
const FOREIGN_USE = {
  kind: 'own-identity-write-without-step',
  severity: 'critical',
  about: BATCH,
} as const;

describe('a grant that Bailiff made', () => {
  test('is known by its journalled step, counted, and judges no job that has nothing open', async () => {
    const at = await startShared();
    await journal(at, MINTING);
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS], WRITER);
    const read = () => Promise.reject(new Error('No job is to be read.'));
    const readers = { ...at.ports.readers, jobs: { ...at.ports.readers.jobs, read } };
    await at.deliver(at.newestEntry(), 'm', { readers });
    await at.deliver(at.newestEntry(), 'm', { readers });
    expect(newestResult(at)).toBe('own-write');
    expect(await alertsIn(at)).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ compliant: 1, 'own-write': 1 });
  });

  test('is known when its process died behind the call and another began the step anew, minutes later', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await journal(at, MINTING, { began: ago(2), again: ago(-240), ended: ago(-241) });
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS], WRITER);
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('own-write');
    expect(await alertsIn(at)).toEqual([]);
  });

  test('and takes back is known by that as well, whichever step stopped', async () => {
    const at = await startShared();
    await journal(at, MINTING, { index: 1, kind: 'verify-access', ended: ago(1) });
    await editPolicy(at, ACCOUNT_PATH, withoutMinting, WRITER);
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('own-write');
    expect(await alertsIn(at)).toEqual([]);
  });

  test('resolves what it mends of other jobs', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await at.deliver(at.newestEntry());
    await journal(at, MINTING);
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS], WRITER);
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('own-write');
    expect(await statesIn(at)).toEqual(['missing-token-creator resolved']);
  });

  test('leaves the finding that it is made for to its remediation', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await at.deliver(at.newestEntry());
    await journal(at, MINTING, { job: 'cp' });
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS], WRITER);
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('own-write');
    expect(await statesIn(at)).toEqual(['missing-token-creator open']);
  });

  test('of an identity that another one impersonated is told by the identity that wrote', async () => {
    const at = await startShared();
    const entry = readJson(FIXTURES, 'account-set-policy-delegated') as Record<string, unknown>;
    await journal(at, MINTING, { began: '2026-05-04T07:00:00Z' });
    await at.deliver({ ...entry, timestamp: '2026-05-04T07:00:01Z' });
    expect(newestResult(at)).toBe('own-write');
  });
});

describe('a write of one of Bailiff’s identities', () => {
  test.each<[string, (at: Evaluating) => Promise<void>]>([
    ['no step', async () => {}],
    [
      'a step that was begun long before, and again long after it',
      (at) => journal(at, MINTING, { began: ago(1200), again: ago(-300), ended: ago(-301) }),
    ],
    ['a step of long ago', (at) => journal(at, MINTING, { began: ago(1200) })],
    ['a step that began later', (at) => journal(at, MINTING, { began: ago(-120) })],
    [
      'a step that ended minutes before',
      (at) => journal(at, MINTING, { began: ago(300), ended: ago(120) }),
    ],
    [
      'a step on another account',
      (at) => journal(at, { ...MINTING, account: 'other@identity-prod.iam.gserviceaccount.com' }),
    ],
    [
      'a step that makes another kind of call',
      (at) =>
        journal(at, {
          kind: 'create-account',
          project: 'identity-prod',
          accountId: 'batch-runtime',
          displayName: 'Batch',
          nonce: 'n',
        }),
    ],
    ['a step that adds what was taken away', (at) => journal(at, MINTING)],
    [
      'that another member is put back',
      (at) => journal(at, { ...MINTING, member: ADMIN }, { index: 1, kind: 'verify-access' }),
    ],
    [
      'that another role is put back',
      (at) =>
        journal(at, { ...MINTING, kind: 'grant-act-as' }, { index: 1, kind: 'verify-access' }),
    ],
  ])('is a critical alert when the journal holds %s', async (_, prepare) => {
    const at = await startShared();
    await prepare(at);
    await editPolicy(at, ACCOUNT_PATH, withoutMinting, WRITER);
    const entry = at.newestEntry();
    await at.deliver(entry);
    await at.deliver(entry);
    expect(await alertsIn(at)).toEqual([FOREIGN_USE]);
    expect((await at.ledger.alerts())[0]?.text).toMatch(
      /^At \S+ bailiff-account-writer@bailiff-prod\.iam\.gserviceaccount\.com changed the policy of batch-runtime@identity-prod\.iam\.gserviceaccount\.com \(google\.iam\.admin\.v1\.SetIAMPolicy\), and Bailiff's journal holds no such step: somebody else uses this identity\./,
    );
    // What it did to the jobs is judged like anybody's.
    expect(newestResult(at)).toBe('drift.judged');
    expect(await statesIn(at)).toEqual(['missing-token-creator open']);
  });

  test.each([
    ['more members than the step', [MINTS, { ...MINTS, members: ['user:eve@example.com'] }]],
    ['another member', [{ ...MINTS, members: ['user:eve@example.com'] }]],
    ['another role', [{ ...MINTS, role: 'roles/iam.serviceAccountUser' }]],
  ])('that grants %s, within its minute, is a critical alert', async (_, grants) => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await journal(at, MINTING);
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, ...grants], WRITER);
    await at.deliver(at.newestEntry());
    expect(await alertsIn(at)).toEqual([FOREIGN_USE]);
  });

  test('that grants the very member, but under a condition, is a critical alert', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await journal(at, MINTING);
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS], WRITER);
    const text = JSON.stringify(at.newestEntry());
    const condition = '"condition":{"title":"late","expression":"true"}';
    await at.deliver(JSON.parse(text.replace('{"action":"ADD"', `{${condition},"action":"ADD"`)));
    expect(await alertsIn(at)).toEqual([FOREIGN_USE]);
  });

  test('whose entry does not tell the members is told by target, call and time', async () => {
    const at = await startShared();
    await journal(at, MINTING);
    await editPolicy(at, ACCOUNT_PATH, withoutMinting, WRITER);
    const { protoPayload, ...entry } = at.newestEntry();
    const { serviceData: _, ...audit } = protoPayload as Record<string, unknown>;
    await at.deliver({ ...entry, protoPayload: audit });
    expect(newestResult(at)).toBe('own-write');
    expect(await alertsIn(at)).toEqual([]);
  });

  test('on a project is compared with the grants of roles there', async () => {
    const at = await startShared();
    const role = 'roles/run.invoker';
    await journal(at, { kind: 'grant-project-role', project: 'data-dev', role, member: AGENT });
    const grant = { role, members: [AGENT] };
    await editPolicy(at, 'v3/projects/data-dev', (bindings) => [...bindings, grant], GRANTER);
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('own-write');
    await editPolicy(at, 'v3/projects/payments-prod', (all) => [...all, grant], GRANTER);
    await at.deliver(at.newestEntry());
    expect(newestResult(at)).toBe('drift.no-user');
    expect(await alertsIn(at)).toEqual([{ ...FOREIGN_USE, about: 'projects/payments-prod' }]);
  });

  test.each([
    'google.iam.admin.v1.DisableServiceAccount',
    'google.iam.admin.v1.DeleteServiceAccount',
    'google.iam.admin.v1.CreateServiceAccount',
  ])('that no such step ever makes, %s, is a critical alert', async (methodName) => {
    const at = await startShared();
    await journal(at, MINTING);
    const resourceName = `projects/identity-prod/serviceAccounts/${BATCH}`;
    await at.deliver(byWriter({ serviceName: 'iam.googleapis.com', methodName, resourceName }));
    expect(await alertsIn(at)).toEqual([FOREIGN_USE]);
  });

  test('on another constraint is a critical alert, though nobody’s access changes', async () => {
    const at = await startShared();
    const resourceName = 'projects/identity-prod/policies/iam.disableServiceAccountKeyCreation';
    const methodName = 'google.cloud.orgpolicy.v2.OrgPolicy.UpdatePolicy';
    await at.deliver(
      byWriter({ serviceName: 'orgpolicy.googleapis.com', methodName, resourceName }),
    );
    expect(newestResult(at)).toBe('ignored.other-constraint');
    expect(await alertsIn(at)).toEqual([
      { ...FOREIGN_USE, about: 'bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com' },
    ]);
  });

  test('by anybody else is no alert', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting, ADMIN);
    await at.deliver(at.newestEntry());
    expect(await alertsIn(at)).toEqual([]);
  });
});
