import { describe, expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { DEFAULT, type Evaluating, REPORTS, start } from './evaluating.ts';

const alertsIn = async ({ ledger }: Evaluating) =>
  (await ledger.alerts()).map(({ kind, severity, about, count }) => ({
    kind,
    severity,
    about,
    count,
  }));
const published = (at: Evaluating) => at.published.map(({ message }) => message);

describe('an event forged on audit-events', () => {
  test('that names a compliant job changes nothing', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    await at.deliverText(JSON.stringify(at.newestEntry()).replaceAll(REPORTS, DEFAULT));
    expect(await at.findings()).toEqual([]);
    expect(published(at)).toEqual([]);
  });

  test('of a project outside the organization is ignored, counted, and alerted once', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const text = JSON.stringify(at.newestEntry());
    const foreign = text.replaceAll('payments-prod', 'foreign-prod');
    await at.deliverText(foreign);
    await at.deliverText(foreign.replaceAll('nightly', 'weekly'));
    expect(await at.findings()).toEqual([]);
    expect(await alertsIn(at)).toEqual([
      { kind: 'outside-organization', severity: 'medium', about: 'foreign-prod', count: 2 },
    ]);
    expect(await at.ledger.counts()).toEqual({ 'ignored.outside-organization': 1 });
    await at.deliverText(foreign.replace(/"insertId":"[^"]+"/, '"insertId":"another"'));
    expect(await at.ledger.counts()).toEqual({ 'ignored.outside-organization': 2 });
  });

  test('of a denied deploy outside the organization is ignored as well', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const entry = at.newestEntry();
    const payload = { ...(entry['protoPayload'] as object), status: { code: 7, message: 'No.' } };
    const foreign = JSON.stringify({ ...entry, protoPayload: payload }).replaceAll(
      'payments-prod',
      'foreign-prod',
    );
    await at.deliverText(foreign);
    expect(await at.ledger.counts()).toEqual({ 'ignored.outside-organization': 1 });
  });

  test('whose alert has reached the channels is not told again', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const foreign = JSON.stringify(at.newestEntry()).replaceAll('payments-prod', 'foreign-prod');
    await at.deliverText(foreign);
    expect(published(at)).toEqual([{ kind: 'alert', alert: 'outside-organization~foreign-prod' }]);
    await at.ledger.publishAlert('outside-organization~foreign-prod', '2026-05-04T06:00:00Z');
    await at.deliverText(foreign);
    expect(published(at)).toHaveLength(1);
  });

  test('of Bailiff’s own project is a ticket at the most', async () => {
    const policy =
      'apiVersion: bailiff/v1\nrules:\n  default-service-account: {mode: remediate, action: {create: {roles: []}}}\n';
    const edit: Parameters<typeof start>[0] = {
      policy,
      edit: (file) => {
        const own = file.projects.find(({ id }) => id === 'bailiff-prod');
        own?.bindings.push({
          role: 'roles/editor',
          members: ['user:dev@example.com'],
        });
      },
    };
    const at = await start(edit);
    await createJob(at.apis, 'nightly', { project: 'bailiff-prod' });
    await at.deliver(at.newestEntry());
    const [finding] = await at.findings();
    expect(finding?.mode).toBe('ticket');
    expect(finding?.decision.because).toContain(
      "bailiff-prod is Bailiff's own project, in which Bailiff changes nothing.",
    );
  });

  test('that names an id and the number of another project is ignored, with a high alert', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const entry = at.newestEntry();
    const logName = 'projects/310000000002/logs/cloudaudit.googleapis.com%2Factivity';
    await at.deliver({ ...entry, logName });
    expect(await at.findings()).toEqual([]);
    expect(await alertsIn(at)).toEqual([
      { kind: 'project-mismatch', severity: 'high', about: 'payments-prod', count: 1 },
    ]);
  });

  test('that disagrees with itself on the project is ignored, with a high alert', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const logName = 'projects/data-dev/logs/cloudaudit.googleapis.com%2Factivity';
    await at.deliver({ ...at.newestEntry(), logName });
    expect(await at.findings()).toEqual([]);
    expect(await alertsIn(at)).toEqual([
      { kind: 'project-mismatch', severity: 'high', about: 'audit-events', count: 1 },
    ]);
    expect(await at.ledger.counts()).toEqual({ 'ignored.project-mismatch': 1 });
  });

  test('from the future does not stay the newest', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver({ ...at.newestEntry(), timestamp: '2999-01-01T00:00:00Z' });
    const [finding] = await at.findings();
    expect(Date.parse(finding?.lastSeen ?? '')).toBeLessThanOrEqual(Date.now());
  });
});

describe('a method of jobs that is not known', () => {
  test('is counted each time and alerted once', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const text = JSON.stringify(at.newestEntry()).replace('Jobs.CreateJob', 'Jobs.RenameJob');
    await at.deliverText(text);
    await at.deliverText(text.replaceAll('nightly', 'weekly'));
    expect(await alertsIn(at)).toEqual([
      {
        kind: 'unknown-job-method',
        severity: 'medium',
        about: 'google.cloud.run.v2.Jobs.RenameJob',
        count: 2,
      },
    ]);
    expect(await at.ledger.counts()).toEqual({ 'ignored.unknown-job-method': 2 });
  });
});

describe('a message that is no log entry', () => {
  test.each([
    [undefined],
    ['not JSON'],
    ['{}'],
    ['[]'],
    ['null'],
    ['"text"'],
    ['{"protoPayload":7}'],
  ])('such as %s is recorded with its reason and acknowledged', async (data) => {
    const at = await start();
    await at.deliverText(data, 'message-1');
    await at.deliverText(data, 'message-1');
    expect(await at.ledger.counts()).toEqual({ 'ignored.not-a-log-entry': 1 });
    expect(at.lines[0]).toMatchObject({ severity: 'INFO', result: 'ignored.not-a-log-entry' });
    expect(published(at)).toEqual([]);
  });
});
