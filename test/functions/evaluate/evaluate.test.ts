import { describe, expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { DEFAULT, ID, moveTo, NAME, REPORTS, start } from './evaluating.ts';

describe('an applied change', () => {
  test('is read while the policy is on its way', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const { policy, readers } = at.ports;
    const asked = Promise.withResolvers<void>();
    const projects: typeof readers.projects = {
      ...readers.projects,
      get: (project) => {
        asked.resolve();
        return readers.projects.get(project);
      },
    };
    const current = () => asked.promise.then(() => policy.current());
    const over = { policy: { current }, readers: { ...readers, projects } };
    await at.deliver(at.newestEntry(), 'message', over);
    expect(await at.findings()).toMatchObject([{ id: ID, mode: 'remediate' }]);
  });

  test('that puts a job on the default account is a finding, recorded with why and published', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    const [finding, ...others] = await at.findings();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: ID,
      state: 'open',
      mode: 'remediate',
      serviceAccount: DEFAULT,
      principal: 'dev@example.com',
      generation: 1,
      occurrences: 1,
      evidence: { named: 'by-default', roles: ['roles/editor'], lastModifier: 'dev@example.com' },
      fix: expect.arrayContaining([expect.stringContaining('gcloud run jobs update nightly')]),
    });
    expect(at.published).toEqual([
      {
        topic: 'decisions',
        attributes: {},
        message: {
          kind: 'finding',
          finding: ID,
          decision: expect.stringMatching(
            /^default-service-account~payments-prod~us-central1~nightly@[0-9a-f-]{36}\.1\.remediate\.[0-9a-f]{12}$/,
          ),
          event: expect.stringMatching(/^projects\/payments-prod\/logs\/.+\|.+\|.+$/),
        },
      },
    ]);
    expect(await at.ledger.counts()).toMatchObject({ finding: 1 });
    expect(at.lines).toEqual([
      expect.objectContaining({
        severity: 'INFO',
        message: expect.stringContaining(`Found ${ID}: remediate. The override`),
        result: 'finding',
        finding: ID,
        mode: 'remediate',
        resource: `//run.googleapis.com/${NAME}`,
        principal: 'dev@example.com',
        because: expect.arrayContaining([expect.stringContaining('payments are mended')]),
      }),
    ]);
  });

  test('tells when the version was made that it made, and of a newer one that it finds nothing', async () => {
    // With the entry of the end of each call, which holds the job as the call left it.
    const at = await start({
      edit: (file) => {
        file.delivery.operationPairs = true;
      },
    });
    await createJob(at.apis, 'nightly');
    const first = at.newestEntry();
    await at.deliver(first);
    expect(await at.findings()).toMatchObject([{ generation: 1, made: first['timestamp'] }]);
    await moveTo(at, REPORTS);
    await moveTo(at, DEFAULT);
    await at.deliver({ ...first, insertId: 'late' });
    const [late] = await at.findings();
    expect([late?.generation, late?.made]).toEqual([3, undefined]);
    const newest = at.newestEntry();
    await at.deliver(newest);
    expect(await at.findings()).toMatchObject([{ generation: 3, made: newest['timestamp'] }]);
  });

  test('delivered again is the same finding and the same decision, counted once', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly');
    const entry = at.newestEntry();
    await at.deliver(entry);
    await at.deliver(entry);
    expect(await at.findings()).toMatchObject([{ occurrences: 1, history: [{}] }]);
    expect(at.published).toHaveLength(2);
    expect(at.published[1]).toEqual(at.published[0]);
    expect(await at.ledger.counts()).toMatchObject({ finding: 1 });
  });

  test('is a ticket where the policy says so', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { project: 'data-dev' });
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toMatchObject([{ mode: 'ticket', state: 'open' }]);
    expect(at.published).toHaveLength(1);
  });

  test('is only recorded where the policy observes', async () => {
    const at = await start({ policy: 'apiVersion: bailiff/v1\nrules: {}\n' });
    await createJob(at.apis, 'nightly');
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toMatchObject([{ mode: 'observe', state: 'open' }]);
    expect(at.published).toEqual([]);
  });

  test('is told all the same where only a ticket of it remains to be closed', async () => {
    const at = await start({ policy: 'apiVersion: bailiff/v1\nrules: {}\n' });
    await createJob(at.apis, 'nightly');
    const entry = at.newestEntry();
    await at.deliver(entry);
    await at.ledger.move(ID, { ticket: 'T-1' });
    await at.deliver(entry);
    expect(at.published).toHaveLength(1);
  });

  test('that is exempt is recorded as exempt and not told', async () => {
    const policy = [
      'apiVersion: bailiff/v1',
      'rules: {default-service-account: {mode: ticket}}',
      'exemptions:',
      '  - id: EX-1',
      '    rule: default-service-account',
      '    when: finding.resource.job == "nightly"',
      '    reason: The vendor still reads the name of this account.',
      '    owner: user:dev@example.com',
      '    approvedBy: user:admin@example.com',
      '    expires: 2099-12-31',
    ].join('\n');
    const at = await start({ policy });
    await createJob(at.apis, 'nightly');
    const entry = at.newestEntry();
    await at.deliver(entry);
    await at.deliver(entry);
    const [finding] = await at.findings();
    expect(finding).toMatchObject({ state: 'exempt', mode: 'observe' });
    expect(finding?.history.map(({ what }) => what).at(-1)).toBe('exempt by EX-1 until 2099-12-31');
    expect(at.published).toEqual([]);
  });

  test('that names an account of its own is counted and leaves no finding', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toEqual([]);
    expect(at.published).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ compliant: 1 });
    expect(at.lines).toMatchObject([
      { result: 'compliant', message: `No rule is broken: the job now runs as ${REPORTS}.` },
    ]);
  });

  test('is judged by what the job is now, whatever the entry says', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    const forged = JSON.stringify(at.newestEntry()).replaceAll(REPORTS, DEFAULT);
    await at.deliverText(forged);
    expect(await at.findings()).toEqual([]);
  });
});

describe('what was planted in a job', () => {
  test('reaches no ledger row, message or log line', async () => {
    const at = await start();
    const container = {
      image: 'us-docker.pkg.dev/cloudrun/container/job',
      args: ['--token=planted-canary'],
      env: [{ name: 'PASSWORD', value: 'planted-canary' }],
    };
    await createJob(at.apis, 'nightly', { template: { containers: [container] } });
    await at.deliver(at.newestEntry());
    const seen = [await at.findings(), await at.ledger.counts(), at.published, at.lines];
    expect(JSON.stringify(seen)).toContain('nightly');
    expect(JSON.stringify(seen)).not.toContain('planted-canary');
  });
});
