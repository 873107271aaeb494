import { describe, expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { DEFAULT, type Evaluating, ID, moveTo, NAME, REPORTS, start } from './evaluating.ts';

const WRITER = 'serviceAccount:bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
const RESOURCE = `//run.googleapis.com/${NAME}`;
const job = {
  kind: 'job',
  project: 'payments-prod',
  location: 'us-central1',
  name: 'nightly',
} as const;

/** The journal of a remediation whose write of the job, as it was at `generation`, began at `began`. */
async function journal({ ledger }: Evaluating, began: string, generation = 1) {
  const decision = `${ID}@uid.${generation}.remediate.abc`;
  await ledger.claim({
    decision,
    finding: ID,
    resource: RESOURCE as never,
    project: 'payments-prod',
    owner: 'o',
    at: began,
    leaseSeconds: 600,
    event: 'event-1',
    budget: { organization: 10, project: 10, windowSeconds: 3600 },
  });
  const step = {
    kind: 'assign-service-account',
    job,
    uid: 'u',
    from: DEFAULT,
    to: REPORTS,
  } as const;
  await ledger.journalPlan(decision, 'o', { steps: [step], notes: [] });
  await ledger.beginStep(
    decision,
    'o',
    { index: 0, kind: step.kind, before: { generation } },
    began,
  );
  return {
    conclude: (outcome: Parameters<typeof ledger.conclude>[2]) =>
      ledger.conclude(decision, 'o', outcome, began),
  };
}
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const alertsIn = async ({ ledger }: Evaluating) =>
  (await ledger.alerts()).map(({ kind, severity, about }) => ({ kind, severity, about }));

/** A job on the default account that was found, and was then moved by Bailiff's own identity. */
async function mended(step: (at: Evaluating) => Promise<unknown>) {
  const at = await start();
  await createJob(at.apis, 'nightly');
  await at.deliver(at.newestEntry());
  const journalled = await step(at);
  await moveTo(at, REPORTS, WRITER);
  await at.deliver(at.newestEntry());
  return { at, journalled };
}

describe('a change that Bailiff itself made', () => {
  test('is recognised by its journalled step, and leaves the finding to the remediation', async () => {
    const { at } = await mended((one) => journal(one, ago(2)));
    expect(await at.ledger.counts()).toEqual({ finding: 1, 'own-write': 1, compliant: 1 });
    expect(await alertsIn(at)).toEqual([]);
    expect(await at.findings()).toMatchObject([{ state: 'open' }]);
    expect(at.lines.at(-1)?.['message']).toMatch(/^Bailiff itself made this change\./);
  });

  test('lets a later event settle the finding once the remediation is over', async () => {
    const { at, journalled } = await mended((one) => journal(one, ago(2)));
    await (journalled as Awaited<ReturnType<typeof journal>>).conclude({
      kind: 'skipped',
      because: 'It was cut off.',
    });
    await moveTo(at, REPORTS);
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toMatchObject([{ state: 'resolved' }]);
  });

  test('lets a later event settle the finding when the remediation was given up an hour ago', async () => {
    const { at } = await mended((one) => journal(one, ago(3700)));
    expect(await at.findings()).toMatchObject([{ state: 'resolved' }]);
  });

  test('is recognised once more behind a later write of its own', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const { conclude } = await journal(at, ago(2));
    await moveTo(at, REPORTS, WRITER);
    const first = at.newestEntry();
    await conclude({ kind: 'skipped', because: 'It was cut off.' });
    await journal(at, ago(-120), 2);
    await moveTo(at, DEFAULT, WRITER);
    await at.deliver(first);
    expect(await alertsIn(at)).toEqual([]);
  });

  test.each([
    ['no step', async () => {}],
    ['a step of long ago', (one: Evaluating) => journal(one, ago(7200))],
    ['a step that began later', (one: Evaluating) => journal(one, ago(-120))],
  ])('is a critical alert when the journal holds %s', async (_, step) => {
    const { at } = await mended(step);
    expect(await alertsIn(at)).toEqual([
      { kind: 'own-identity-write-without-step', severity: 'critical', about: RESOURCE },
    ]);
    const [alert] = await at.ledger.alerts();
    expect(at.published.map(({ message }) => message)).toContainEqual({
      kind: 'alert',
      alert: alert?.id,
    });
  });

  /** While a step is under way its identity sets this account, for the step or not, and then somebody changes the job. */
  async function changedSince(serviceAccount: string, made?: object) {
    const at = await start({
      edit: ({ projects }) => {
        projects.find(({ id }) => id === 'payments-prod')?.accounts.push('stranger');
      },
    });
    await createJob(at.apis, 'nightly');
    await journal(at, ago(2));
    await moveTo(at, serviceAccount, WRITER);
    const entry = at.newestEntry();
    Object.assign(entry['protoPayload'] as object, made);
    await moveTo(at, DEFAULT);
    await at.deliver(entry);
    return alertsIn(at);
  }

  test.each([
    ['nothing', undefined],
    ['the version that it made', { response: { generation: '2' } }],
    ['an operation', { response: { name: 'operations/1' } }],
  ])(
    'is recognised though the job was changed since, by an entry that answers with %s',
    async (_, made) => {
      expect(await changedSince(REPORTS, made)).toEqual([]);
    },
  );

  test('is a critical alert when it set an account that its step does not, though the job was changed since', async () => {
    const alerts = await changedSince('stranger@payments-prod.iam.gserviceaccount.com');
    expect(alerts).toMatchObject([{ kind: 'own-identity-write-without-step' }]);
  });

  test.each([
    ['v2', { response: { generation: '3' } }],
    ['v1', { response: { metadata: { generation: 3 } } }],
  ])(
    'is a critical alert when it made a version that its step did not, as %s tells',
    async (_, made) => {
      const alerts = await changedSince(REPORTS, made);
      expect(alerts).toMatchObject([{ kind: 'own-identity-write-without-step' }]);
    },
  );

  test('is a critical alert when it deleted the job, which no step does', async () => {
    const at = await start({
      edit: ({ organization }) => {
        organization.bindings.push({ role: 'roles/run.admin', members: [WRITER] });
      },
    });
    await createJob(at.apis, 'nightly');
    await journal(at, ago(2));
    await at.apis.jobsAs(WRITER).delete({ name: NAME });
    await at.deliver(at.newestEntry());
    expect(await alertsIn(at)).toMatchObject([{ kind: 'own-identity-write-without-step' }]);
  });

  test('that put the job back is not mended again, but a person looks', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    await journal(at, ago(2));
    await moveTo(at, DEFAULT, WRITER);
    await at.deliver(at.newestEntry());
    const [finding] = await at.findings();
    expect(finding?.decision).toMatchObject({ mode: 'ticket', wanted: 'remediate' });
    expect(finding?.decision.because).toContain(
      'Bailiff itself put the job back after a remediation, so a person looks first.',
    );
  });
});
