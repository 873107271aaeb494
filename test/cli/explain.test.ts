import { execFile } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explain } from '../../cli/explain.ts';
import type { ExplainOptions } from '../../cli/explain-target.ts';
import { createJob, EVALUATE, type LocalApis, localApis } from '../shared/gcp/local-apis.ts';

const BATCH_RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';
const NIGHTLY = 'projects/payments-prod/locations/us-central1/jobs/nightly';
const DEPLOY = { project: 'payments-prod', account: BATCH_RUNTIME };
const DEPLOY_FLAGS = ['--project', 'payments-prod', '--account', BATCH_RUNTIME];

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
  await createJob(apis, 'nightly', { serviceAccount: REPORTS });
});
afterAll(() => apis.close());

interface Ended {
  readonly status: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command in a process of its own, which the organization in this one answers. */
function bailiff(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<Ended>((resolve) => {
    const options = { env: { ...process.env, METADATA_SERVER_DETECTION: 'none', ...env } };
    execFile(process.execPath, ['cli/bailiff.ts', ...args], options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}
const run = (...args: readonly string[]) =>
  bailiff(['explain', '--api-root', apis.apiRoot, ...args]);

/** The same without a process. */
function ask(name: string | undefined, options: Partial<ExplainOptions> = {}) {
  const whole = { apiRoot: apis.apiRoot, as: EVALUATE, format: 'text', ...options };
  return explain(name, whole, new Date().toISOString());
}

describe('explain', () => {
  it('tells the deployer of a denied deploy everything that is missing, and how to mend it', async () => {
    const ended = await run(...DEPLOY_FLAGS, '--deployer', 'user:dev@example.com');
    expect(ended).toEqual({
      status: 1,
      stderr: '',
      stdout: `Deploy    to payments-prod (project number 310000000001)
Account   batch-runtime@identity-prod.iam.gserviceaccount.com (enabled, project identity-prod)
Deployer  dev@example.com

✓ account-usable     holds: enabled  (the account is usable)
    batch-runtime@identity-prod.iam.gserviceaccount.com is there and enabled.
✗ act-as             missing  (the deployer may act as the account)
    dev@example.com lacks iam.serviceAccounts.actAs on batch-runtime@identity-prod.iam.gserviceaccount.com, so a deploy that names the account is refused. No binding grants it.
    $ gcloud iam service-accounts add-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod
✗ token-minting      missing  (Cloud Run may mint tokens for the account)
    The Cloud Run service agent of payments-prod (service-310000000001@serverless-robot-prod.iam.gserviceaccount.com) lacks iam.serviceAccounts.getAccessToken on batch-runtime@identity-prod.iam.gserviceaccount.com, so no job there can run as the account. No binding grants it.
    $ gcloud iam service-accounts add-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com --role=roles/iam.serviceAccountTokenCreator --condition=None --project=identity-prod
✓ cross-project-use  holds: off in identity-prod  (the account's project lets other projects use it)
    iam.disableCrossProjectServiceAccountUsage is not enforced in identity-prod by its effective policy.

Of 4 conditions 2 are missing. The lines are for whoever administers the account and its project.

The same in Terraform:

resource "google_service_account_iam_member" "act_as_batch_runtime_dev" {
  service_account_id = "projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com"
  role               = "roles/iam.serviceAccountUser"
  member             = "user:dev@example.com"
}

resource "google_service_account_iam_member" "token_creator_batch_runtime_service_310000000001" {
  service_account_id = "projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com"
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com"
}
`,
    });
  });

  it('reads account and deployer of a job, and ends with 0 when nothing is missing', async () => {
    const ended = await run(`//run.googleapis.com/${NIGHTLY}`);
    expect(ended).toEqual({
      status: 0,
      stderr: '',
      stdout: `Job       projects/payments-prod/locations/us-central1/jobs/nightly (project number 310000000001)
Account   reports@payments-prod.iam.gserviceaccount.com (enabled, project payments-prod)
Deployer  dev@example.com

✓ account-usable     holds: enabled  (the account is usable)
    reports@payments-prod.iam.gserviceaccount.com is there and enabled.
✓ act-as             holds: by project payments-prod  (the deployer may act as the account)
    dev@example.com has iam.serviceAccounts.actAs on reports@payments-prod.iam.gserviceaccount.com. Granted by roles/iam.serviceAccountUser on projects/payments-prod.
✓ token-minting      holds: by project payments-prod  (Cloud Run may mint tokens for the account)
    The Cloud Run service agent of payments-prod (service-310000000001@serverless-robot-prod.iam.gserviceaccount.com) has iam.serviceAccounts.getAccessToken on reports@payments-prod.iam.gserviceaccount.com. Granted by roles/run.serviceAgent on projects/payments-prod.
– cross-project-use  not-needed  (the account's project lets other projects use it)
    The account is of the job's own project, so no other project uses it.

Nothing is missing.
`,
    });
  });

  it('answers for another deployer than the last one, as JSON', async () => {
    const options = { deployer: 'ci@example.com', format: 'json' };
    const { ok, text } = await ask(NIGHTLY, options);
    expect(ok).toBe(false);
    expect(JSON.parse(text)).toMatchObject({
      job: NIGHTLY,
      project: { id: 'payments-prod', number: '310000000001' },
      account: { email: REPORTS, project: 'payments-prod', state: 'enabled' },
      deployer: 'ci@example.com',
      conditions: [
        { id: 'account-usable', state: 'holds' },
        {
          id: 'act-as',
          state: 'missing',
          fix: [
            'gcloud iam service-accounts add-iam-policy-binding reports@payments-prod.iam.gserviceaccount.com --member=user:ci@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod',
          ],
          terraform: [expect.stringContaining('google_service_account_iam_member')],
        },
        { id: 'token-minting', state: 'holds', where: 'by project payments-prod' },
        { id: 'cross-project-use', state: 'not-needed' },
      ],
      unread: [],
    });
  });

  it('shows what the asker may not know as not known', async () => {
    const { ok, text } = await ask(undefined, { ...DEPLOY, as: 'user:dev@example.com' });
    expect(ok).toBe(false);
    expect(text).toContain('? token-minting      unknown');
    expect(text).toContain('resourcemanager.folders.getIamPolicy');
    expect(text).toContain('    If it is missing, this mends it:\n    $ gcloud iam');
    expect(text).toContain('Of 4 conditions 4 are not known. The lines are for');
  });

  it('answers of an account that is none', async () => {
    const options = { project: '310000000001', account: 'batch@example.com\u001b[2J' };
    const { ok, text } = await ask(undefined, options);
    expect(ok).toBe(false);
    expect(text).toContain('Account   batch@example.com [2J (missing)\n');
    expect(text).toContain('is not the address of a service account.');
  });

  it.each([
    [undefined, {}, 'Name a job, or a deploy that was denied by --project PROJECT --account'],
    [undefined, { project: 'payments-prod' }, 'Nothing is named to explain.'],
    ['nightly', {}, 'nightly names no job. Write projects/PROJECT_ID/locations/REGION/jobs/JOB'],
    [NIGHTLY, { account: REPORTS }, 'A job brings its own project and account'],
    [
      'projects/payments-prod/locations/us-central1/jobs/daily',
      {},
      'There is no job daily in us-central1 of payments-prod.',
    ],
    [
      'projects/elsewhere-prod/locations/us-central1/jobs/nightly',
      {},
      'The project elsewhere-prod cannot be read: there is none, or serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com lacks resourcemanager.projects.get on it.',
    ],
    [
      undefined,
      { ...DEPLOY, deployer: 'group:team@example.com' },
      '--deployer group:team@example.com names nobody who deploys. Write user:EMAIL',
    ],
    [undefined, { ...DEPLOY, as: 'dev' }, '--as dev names no principal. Write user:EMAIL'],
    [undefined, { ...DEPLOY, format: 'yaml' }, '--format yaml is not known; say text or json.'],
    [undefined, { ...DEPLOY, project: '-' }, '--project - is no project. Write its id'],
    [undefined, { ...DEPLOY, apiRoot: 'here' }, '--api-root here is no address. Write http://'],
    [
      undefined,
      { ...DEPLOY, apiRoot: 'http://127.0.0.1:1' },
      'No local organization answers at http://127.0.0.1:1. Start it with npm start',
    ],
  ])('refuses %s with %j in a sentence', async (name, options, why) => {
    const refused = ask(name, options);
    await expect(refused).rejects.toMatchObject({ name: 'Unusable' });
    await expect(refused).rejects.toThrow(why);
  });

  it('says which right is missing to read a job', async () => {
    const closed = await localApis((file) => {
      file.organization.roles['bailiffReader'] = ['resourcemanager.projects.get'];
    });
    await expect(ask(NIGHTLY, { apiRoot: closed.apiRoot })).rejects.toThrow(
      "run.googleapis.com does not answer serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com: Permission 'run.jobs.get' denied on resource 'projects/payments-prod/locations/us-central1/jobs/nightly' (or resource may not exist). Ask as somebody who may.",
    );
    await closed.close();
  });

  it.each([
    [['nightly'], 'bailiff: nightly names no job.'],
    [['--google', ...DEPLOY_FLAGS], "option '--google' cannot be used with option '--api-root"],
  ])('ends with 2 for %j, without a stack', async (args, why) => {
    const ended = await run(...args);
    expect(ended.status).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(why);
    expect(ended.stderr).not.toContain('    at ');
  });

  it('says how to log in where Google is asked without credentials', async () => {
    const env = {
      HOME: '/nowhere',
      CLOUDSDK_CONFIG: '/nowhere',
      GOOGLE_APPLICATION_CREDENTIALS: '',
    };
    const ended = await bailiff(['explain', '--google', ...DEPLOY_FLAGS], env);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('gcloud auth application-default login');
  });
});
