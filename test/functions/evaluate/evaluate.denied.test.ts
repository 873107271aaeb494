import { describe, expect, test } from 'vitest';
import type { OrganizationFile } from '../../../sandbox/organization/file.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { DEFAULT, REPORTS, start } from './evaluating.ts';

const APP_ENGINE = 'payments-prod@appspot.gserviceaccount.com';

describe('a denied deploy', () => {
  const lends = (file: OrganizationFile) => {
    const data = file.projects.find(({ id }) => id === 'data-dev');
    data?.bindings.push({ role: 'roles/run.developer', members: ['user:ci@example.com'] });
  };

  test('on the default account is a ticket of its own, however the policy would act on a job', async () => {
    const policy =
      'apiVersion: bailiff/v1\nrules:\n  default-service-account: {mode: remediate, action: {create: {roles: []}}}\n';
    const at = await start({ edit: lends, policy });
    await createJob(at.apis, 'nightly', { as: 'user:ci@example.com', project: 'data-dev' }).catch(
      () => {},
    );
    const entry = at.newestEntry();
    expect(entry).toMatchObject({ protoPayload: { status: { code: 7 } } });
    await at.deliver(entry);
    const key = '310000000002-compute@developer.gserviceaccount.com~ci@example.com~attempt';
    const ids = (await at.findings()).map(({ id, mode }) => [id, mode]);
    expect(ids.toSorted()).toEqual([
      [`default-service-account~data-dev~${key}`, 'ticket'],
      // The policy says nothing of this rule.
      [`missing-act-as~data-dev~${key}`, 'observe'],
    ]);
    const found = await at.ledger.finding(`default-service-account~data-dev~${key}`);
    expect([found]).toMatchObject([
      {
        attempted: true,
        mode: 'ticket',
        principal: 'ci@example.com',
        uid: '',
        evidence: {
          named: 'by-default',
          account: '310000000002-compute@developer.gserviceaccount.com',
        },
      },
    ]);
    expect(at.published).toHaveLength(1);
  });

  test('that succeeds later on an account of its own is resolved', async () => {
    const at = await start();
    await at.deliver(deniedOn('nightly', 'dev@example.com'));
    expect(await at.findings()).toMatchObject([{ attempted: true, state: 'open' }]);
    await createJob(at.apis, 'nightly', { serviceAccount: REPORTS });
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toMatchObject([{ attempted: true, state: 'resolved' }]);
  });

  test.each([
    ['of another job', deniedOn('hourly', 'dev@example.com'), REPORTS],
    ['of somebody else', deniedOn('nightly', 'ci@example.com'), REPORTS],
    ['on another default account', deniedOn('nightly', 'dev@example.com', APP_ENGINE), DEFAULT],
  ])('is not resolved by a deploy %s', async (_, entry, serviceAccount) => {
    const at = await start();
    await at.deliver(entry);
    const denied = (await at.findings()).find(({ rule }) => rule === 'default-service-account');
    if (denied === undefined) throw new Error('The denied deploy is no finding.');
    await createJob(at.apis, 'nightly', { serviceAccount });
    await at.deliver(at.newestEntry());
    expect((await at.ledger.finding(denied.id))?.state).toBe('open');
  });

  test('for want of a permission of Cloud Run is counted and is no finding', async () => {
    const at = await start();
    await createJob(at.apis, 'nightly', { as: 'user:ci@example.com', project: 'data-dev' }).catch(
      () => {},
    );
    await at.deliver(at.newestEntry());
    expect(await at.findings()).toEqual([]);
    expect(await at.ledger.counts()).toEqual({ 'denied.run-permission': 1 });
  });

  function deniedOn(name: string, by: string, account = DEFAULT) {
    return {
      logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
      timestamp: '2026-05-04T06:00:00.100001Z',
      insertId: 'denied1',
      resource: {
        type: 'cloud_run_job',
        labels: { project_id: 'payments-prod', location: 'us-central1', job_name: name },
      },
      protoPayload: {
        serviceName: 'run.googleapis.com',
        methodName: 'google.cloud.run.v1.Jobs.CreateJob',
        authenticationInfo: { principalEmail: by },
        status: {
          code: 7,
          message: `Permission 'iam.serviceaccounts.actAs' denied on service account ${account} (or it may not exist).`,
        },
        request: {
          job: { spec: { template: { spec: { template: { spec: { maxRetries: 3 } } } } } },
        },
      },
    };
  }
});
