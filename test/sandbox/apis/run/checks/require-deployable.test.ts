import { afterEach, describe, expect, it } from 'vitest';
import { findAccount } from '../../../../../sandbox/organization/hierarchy.ts';
import { currentPolicy, replacePolicy } from '../../../../../sandbox/organization/policies.ts';
import type { Account } from '../../../../../sandbox/organization/state.ts';
import { type Answer, CI, type CloudRun, DEV, startRun } from '../start-run.ts';

const JOBS = '/v2/projects/payments-prod/locations/us-central1/jobs';
const BATCH = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';
const AGENT = 'serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com';
const ACT_AS = (email: string) =>
  `Permission 'iam.serviceaccounts.actAs' denied on service account ${email} (or it may not exist).`;
const MINTING = (email: string) =>
  `Google Cloud Run Service Agent does not have permission to get access tokens for the service account ${email}. Please give service-310000000001@serverless-robot-prod.iam.gserviceaccount.com permission iam.serviceAccounts.getAccessToken on the service account. Alternatively, if the service account is unspecified or in the same project you are deploying in, ensure that the Service Agent is assigned the Google Cloud Run Service Agent role roles/run.serviceAgent.`;

let cloud: CloudRun;
afterEach(() => cloud.stop());

function job(serviceAccount: string, container: object = {}, task: object = {}) {
  const containers = [{ image: 'busybox', ...container }];
  return { template: { template: { containers, serviceAccount, ...task } } };
}

function create(body: object, as = DEV): Promise<Answer> {
  return cloud.call('POST', `${JOBS}?jobId=nightly`, body, as);
}

function account(email: string): Account {
  const found = findAccount(cloud.organization, email);
  if (found === undefined) throw new Error(`There is no account ${email}.`);
  return found;
}

function grant(on: string, role: string, member: string): void {
  const policy = currentPolicy(cloud.organization, on);
  const bindings = [...(policy.bindings ?? []), { role, members: [member] }];
  replacePolicy(cloud.organization, on, { ...policy, bindings });
}

function onAccount(email: string): string {
  return `serviceAccounts/${account(email).uniqueId}`;
}

describe('the caller', () => {
  it('must be able to act as the account, which must exist', async () => {
    cloud = await startRun();
    expect(await create(job(BATCH))).toMatchObject({
      status: 403,
      body: { error: { status: 'PERMISSION_DENIED', message: ACT_AS(BATCH) } },
    });
    const nobody = 'nobody@payments-prod.iam.gserviceaccount.com';
    expect((await create(job(nobody))).body).toMatchObject({ error: { message: ACT_AS(nobody) } });
    account(REPORTS).deleted = Date.now();
    expect((await create(job(REPORTS))).body).toMatchObject({
      error: { message: ACT_AS(REPORTS) },
    });
  });

  it('is asked even when he names no account, and when he only validates', async () => {
    cloud = await startRun();
    grant('projects/data-dev', 'roles/run.developer', CI);
    const path = '/v2/projects/data-dev/locations/us-central1/jobs?jobId=nightly&validateOnly=true';
    expect((await cloud.call('POST', path, job(''), CI)).body).toMatchObject({
      error: { message: ACT_AS('310000000002-compute@developer.gserviceaccount.com') },
    });
  });

  it('must be able to act as the account that the job has now, unless that is gone', async () => {
    cloud = await startRun();
    await create(job(REPORTS));
    const update = () => cloud.call('PATCH', `${JOBS}/nightly`, job(DEFAULT), CI);
    expect((await update()).body).toMatchObject({ error: { message: ACT_AS(REPORTS) } });
    account(REPORTS).deleted = Date.now();
    expect((await update()).status).toBe(200);
  });

  it('waits for an account that has just been made, as long as a change takes to arrive', async () => {
    cloud = await startRun((file) => ({ ...file, propagationSeconds: 60 }));
    expect((await create(job(REPORTS))).status).toBe(200);
    const { uniqueId } = account(REPORTS);
    const created = cloud.organization.now();
    cloud.organization.accounts.set(uniqueId, { ...account(REPORTS), created });
    const again = () => cloud.call('POST', `${JOBS}?jobId=other`, job(REPORTS));
    expect((await again()).body).toMatchObject({ error: { message: ACT_AS(REPORTS) } });
    cloud.pass(61);
    expect((await again()).status).toBe(200);
  });

  it("must be able to read an image of one of the organization's projects", async () => {
    cloud = await startRun();
    const image = 'us-central1-docker.pkg.dev/identity-prod/apps/batch:1';
    expect((await create(job(REPORTS, { image }))).body).toMatchObject({
      error: {
        status: 'PERMISSION_DENIED',
        message:
          "Permission 'artifactregistry.repositories.downloadArtifacts' denied on resource '//artifactregistry.googleapis.com/projects/identity-prod/locations/us-central1/repositories/apps' (or it may not exist).",
      },
    });
    grant('projects/identity-prod', 'roles/artifactregistry.reader', DEV);
    expect((await create(job(REPORTS, { image }))).status).toBe(200);
  });
});

describe('the service agent of the project of the job', () => {
  it("must be able to mint tokens for another project's account, and then the constraint must be off", async () => {
    cloud = await startRun();
    grant(onAccount(BATCH), 'roles/iam.serviceAccountUser', DEV);
    expect(await create(job(BATCH))).toMatchObject({
      status: 403,
      body: { error: { status: 'PERMISSION_DENIED', message: MINTING(BATCH) } },
    });
    grant(onAccount(BATCH), 'roles/iam.serviceAccountTokenCreator', AGENT);
    cloud.organization.constraints.delete('projects/identity-prod');
    const refused = await create(job(BATCH));
    expect(refused.status).toBe(400);
    expect(refused.body['error']).toMatchObject({
      status: 'FAILED_PRECONDITION',
      message: expect.stringContaining('constraints/iam.disableCrossProjectServiceAccountUsage'),
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.PreconditionFailure',
          violations: [
            {
              type: 'constraints/iam.disableCrossProjectServiceAccountUsage',
              subject: `projects/identity-prod/serviceAccounts/${BATCH}`,
            },
          ],
        },
      ],
    });
    const off = new Map([['iam.disableCrossProjectServiceAccountUsage', false]]);
    cloud.organization.constraints.set('folders/200000000001', off);
    expect((await create(job(BATCH))).status).toBe(200);
  });

  it('needs its own role for accounts of the same project', async () => {
    cloud = await startRun();
    const policy = currentPolicy(cloud.organization, 'projects/payments-prod');
    const bindings = policy.bindings?.filter(({ role }) => role !== 'roles/run.serviceAgent') ?? [];
    replacePolicy(cloud.organization, 'projects/payments-prod', { ...policy, bindings });
    expect((await create(job(REPORTS))).body).toMatchObject({
      error: { message: MINTING(REPORTS) },
    });
  });

  it('gets no token for a disabled account', async () => {
    cloud = await startRun();
    account(REPORTS).disabled = true;
    expect((await create(job(REPORTS))).body).toMatchObject({
      error: { message: MINTING(REPORTS) },
    });
  });
});

describe('the account', () => {
  const variable = (secret: string) => ({
    env: [{ name: 'DB', valueSource: { secretKeyRef: { secret, version: 'latest' } } }],
  });
  const withSecret = () =>
    startRun((file) => ({
      ...file,
      projects: file.projects.map((project) =>
        project.id === 'payments-prod'
          ? { ...project, secrets: [{ name: 'db', bindings: [] }] }
          : project,
      ),
    }));
  const DENIED = `Permission denied on secret: projects/310000000001/secrets/db/versions/latest for Revision service account ${REPORTS}. The service account used must be granted the 'Secret Manager Secret Accessor' role (roles/secretmanager.secretAccessor) at the secret, project or higher level.`;

  it('must be able to read the secrets of variables and volumes', async () => {
    cloud = await withSecret();
    expect(await create(job(REPORTS, variable('db')))).toMatchObject({
      status: 403,
      body: { error: { message: DENIED } },
    });
    const volumes = [{ name: 'files', secret: { secret: 'projects/payments-prod/secrets/db' } }];
    expect((await create(job(REPORTS, {}, { volumes }))).body).toMatchObject({
      error: { message: DENIED },
    });
    const accessor = 'roles/secretmanager.secretAccessor';
    grant('projects/payments-prod/secrets/db', accessor, `serviceAccount:${REPORTS}`);
    expect((await create(job(REPORTS, variable('db')))).status).toBe(200);
    expect(
      (await cloud.call('PATCH', `${JOBS}/nightly`, job(DEFAULT, variable('db')))).status,
    ).toBe(403);
  });

  it('cannot read a secret that is not there', async () => {
    cloud = await withSecret();
    expect(await create(job(REPORTS, variable('other')))).toMatchObject({
      status: 400,
      body: {
        error: {
          message: 'Secret projects/310000000001/secrets/other/versions/latest was not found.',
        },
      },
    });
  });
});
