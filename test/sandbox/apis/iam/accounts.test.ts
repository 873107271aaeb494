import { iam_v1 } from 'googleapis/build/src/apis/iam/v1.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../served-apis.ts';

const ACCOUNTS = 'v1/projects/payments-prod/serviceAccounts';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

describe('service accounts', () => {
  it('are created, read, patched, listed and deleted by the real client', async () => {
    const apis = await servedApis();
    const accounts = new iam_v1.Iam(apis.client(ADMIN)).projects.serviceAccounts;
    const made = await accounts.create({
      name: 'projects/payments-prod',
      requestBody: { accountId: 'nightly-runner', serviceAccount: { displayName: 'Nightly' } },
    });
    const email = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
    const name = `projects/payments-prod/serviceAccounts/${email}`;
    expect(made.data).toEqual({
      name,
      projectId: 'payments-prod',
      uniqueId: expect.stringMatching(/^1\d{20}$/),
      email,
      displayName: 'Nightly',
      etag: 'MDEwMjE5MjA=',
      oauth2ClientId: made.data.uniqueId,
    });
    await accounts.patch({
      name,
      requestBody: { serviceAccount: { description: 'Runs it' }, updateMask: 'description' },
    });
    const read = await accounts.get({ name });
    expect(read.data).toMatchObject({ displayName: 'Nightly', description: 'Runs it' });
    const list = await accounts.list({ name: 'projects/payments-prod' });
    expect(list.data.accounts?.map((account) => account.email)).toEqual([
      '310000000001-compute@developer.gserviceaccount.com',
      REPORTS,
      email,
    ]);
    await accounts.delete({ name });
    await expect(accounts.get({ name })).rejects.toMatchObject({
      status: 404,
      message: 'Unknown service account',
    });
  });

  it('are found by address or unique id under any project and under none', async () => {
    const apis = await servedApis();
    const { body } = await apis.call(ADMIN, 'GET', `${ACCOUNTS}/${REPORTS}`);
    for (const place of ['payments-prod', '310000000001', 'data-dev', '-'])
      for (const key of [REPORTS, String(body['uniqueId']), encodeURIComponent(REPORTS)]) {
        const read = await apis.call(ADMIN, 'GET', `v1/projects/${place}/serviceAccounts/${key}`);
        expect(read.body).toEqual(body);
      }
  });

  it('are listed in pages', async () => {
    const apis = await servedApis();
    const path = 'v1/projects/bailiff-prod/serviceAccounts';
    const first = await apis.call(ADMIN, 'GET', `${path}?pageSize=5`);
    expect(first.body['accounts']).toHaveLength(5);
    const rest = `${path}?pageSize=5&pageToken=${first.body['nextPageToken']}`;
    const second = await apis.call(ADMIN, 'GET', rest);
    expect(second.body['accounts']).toHaveLength(5);
    expect(second.body).not.toHaveProperty('nextPageToken');
    expect(refusal(await apis.call(ADMIN, 'GET', `${path}?pageToken=bogus`))).toBe(
      '400 INVALID_ARGUMENT: The page token is not valid here.',
    );
  });

  it('that are hidden cannot be told from those that are missing', async () => {
    const apis = await servedApis();
    const hidden = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
    const missing = 'batch-nothing@identity-prod.iam.gserviceaccount.com';
    for (const place of ['-', 'identity-prod'])
      for (const verb of [':disable', ':getIamPolicy', ':setIamPolicy', ':generateAccessToken']) {
        const path = `v1/projects/${place}/serviceAccounts/`;
        const ofHidden = await apis.call(DEV, 'POST', `${path}${hidden}${verb}`, {});
        const ofMissing = await apis.call(DEV, 'POST', `${path}${missing}${verb}`, {});
        expect(ofHidden.status).toBe(403);
        expect(ofMissing).toEqual(ofHidden);
      }
  });

  it('that do not exist are 404 only under the project that would hold them', async () => {
    const apis = await servedApis();
    const key = 'nobody-here@payments-prod.iam.gserviceaccount.com';
    const inProject = await apis.call(ADMIN, 'GET', `${ACCOUNTS}/${key}`);
    expect(refusal(inProject)).toBe('404 NOT_FOUND: Unknown service account');
    const wildcard = await apis.call(ADMIN, 'GET', `v1/projects/-/serviceAccounts/${key}`);
    expect(wildcard.status).toBe(403);
  });

  it('can be disabled and enabled, and a disabled one calls no API', async () => {
    const apis = await servedApis();
    const path = `v1/projects/-/serviceAccounts/${REPORTS}`;
    const asReports = () => apis.call(`serviceAccount:${REPORTS}`, 'GET', 'v3/projects:search');
    expect((await asReports()).status).toBe(200);
    await apis.call(ADMIN, 'POST', `${path}:disable`, {});
    expect((await apis.call(ADMIN, 'GET', path)).body['disabled']).toBe(true);
    expect((await asReports()).status).toBe(401);
    await apis.call(ADMIN, 'POST', `${path}:enable`, {});
    expect((await apis.call(ADMIN, 'GET', path)).body).not.toHaveProperty('disabled');
    expect((await asReports()).status).toBe(200);
  });

  it('made again under the same address inherit nothing', async () => {
    const apis = await servedApis();
    const member = `serviceAccount:${REPORTS}`;
    const { body: before } = await apis.call(ADMIN, 'GET', `${ACCOUNTS}/${REPORTS}`);
    const project = 'v1/projects/payments-prod';
    const policy = { bindings: [{ role: 'roles/viewer', members: [member] }] };
    await apis.call(ADMIN, 'POST', `${project}:setIamPolicy`, { policy });
    expect((await apis.call(member, 'GET', project)).status).toBe(200);

    await apis.call(ADMIN, 'DELETE', `${ACCOUNTS}/${REPORTS}`);
    const made = await apis.call(ADMIN, 'POST', ACCOUNTS, { accountId: 'reports' });
    expect(made.body['uniqueId']).not.toBe(before['uniqueId']);
    expect((await apis.call(member, 'GET', project)).status).toBe(403);
    const read = await apis.call(ADMIN, 'POST', `${project}:getIamPolicy`, {});
    const left = `deleted:serviceAccount:${REPORTS}?uid=${before['uniqueId']}`;
    expect(read.body['bindings']).toEqual([{ role: 'roles/viewer', members: [left] }]);

    const restore = `v1/projects/-/serviceAccounts/${before['uniqueId']}:undelete`;
    expect(refusal(await apis.call(ADMIN, 'POST', restore, {}))).toBe(
      '409 ALREADY_EXISTS: Service account reports already exists within project projects/payments-prod.',
    );
  });

  it('that are undeleted within 30 days have their roles again', async () => {
    const apis = await servedApis();
    const { body: before } = await apis.call(ADMIN, 'GET', `${ACCOUNTS}/${REPORTS}`);
    const policy = { bindings: [{ role: 'roles/viewer', members: [`serviceAccount:${REPORTS}`] }] };
    await apis.call(ADMIN, 'POST', 'v1/projects/payments-prod:setIamPolicy', { policy });
    await apis.call(ADMIN, 'DELETE', `${ACCOUNTS}/${REPORTS}`);
    const restore = `${ACCOUNTS}/${before['uniqueId']}:undelete`;
    const restored = await apis.call(ADMIN, 'POST', restore, {});
    expect(restored.body).toEqual({ restoredAccount: before });
    const asReports = `serviceAccount:${REPORTS}`;
    expect((await apis.call(asReports, 'GET', 'v1/projects/payments-prod')).status).toBe(200);

    await apis.call(ADMIN, 'DELETE', `${ACCOUNTS}/${REPORTS}`);
    apis.clock.now += 31 * 24 * 3600 * 1000;
    expect((await apis.call(ADMIN, 'POST', restore, {})).status).toBe(404);
  });
});
