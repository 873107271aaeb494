import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conditionOf } from '../../../shared/domain/diagnosis.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { answeringServer } from '../gcp/answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from '../gcp/local-apis.ts';
import { diagnoseAs, diagnoseWith } from './diagnosing.ts';

const DEV = 'user:dev@example.com';

describe("a deploy with another project's account", () => {
  let apis: LocalApis;
  beforeAll(async () => {
    apis = await localApis();
  });
  afterAll(() => apis.close());

  it('is diagnosed whole, with the lines that mend it on the account alone', async () => {
    expect(await diagnoseAs(apis, EVALUATE)).toEqual({
      project: { id: 'payments-prod', number: '310000000001' },
      account: {
        email: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
        project: 'identity-prod',
        uniqueId: expect.stringMatching(/^\d{21}$/),
        state: 'enabled',
      },
      deployer: 'dev@example.com',
      conditions: [
        {
          id: 'account-usable',
          state: 'holds',
          where: 'enabled',
          because: 'batch-runtime@identity-prod.iam.gserviceaccount.com is there and enabled.',
          fix: [],
          terraform: [],
        },
        {
          id: 'act-as',
          state: 'missing',
          where: '',
          because:
            'dev@example.com lacks iam.serviceAccounts.actAs on batch-runtime@identity-prod.iam.gserviceaccount.com, so a deploy that names the account is refused. No binding grants it.',
          fix: [
            'gcloud iam service-accounts add-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod',
          ],
          terraform: [
            `resource "google_service_account_iam_member" "act_as_batch_runtime_dev" {
  service_account_id = "projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com"
  role               = "roles/iam.serviceAccountUser"
  member             = "user:dev@example.com"
}`,
          ],
        },
        {
          id: 'token-minting',
          state: 'missing',
          where: '',
          because:
            'The Cloud Run service agent of payments-prod (service-310000000001@serverless-robot-prod.iam.gserviceaccount.com) lacks iam.serviceAccounts.getAccessToken on batch-runtime@identity-prod.iam.gserviceaccount.com, so no job there can run as the account. No binding grants it.',
          fix: [
            'gcloud iam service-accounts add-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com --role=roles/iam.serviceAccountTokenCreator --condition=None --project=identity-prod',
          ],
          terraform: [
            `resource "google_service_account_iam_member" "token_creator_batch_runtime_service_310000000001" {
  service_account_id = "projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com"
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com"
}`,
          ],
        },
        {
          id: 'cross-project-use',
          state: 'holds',
          where: 'off in identity-prod',
          because:
            'iam.disableCrossProjectServiceAccountUsage is not enforced in identity-prod by its effective policy.',
          fix: [],
          terraform: [],
        },
      ],
      unread: [],
    });
  });

  it('says what is not known of an asker who lacks rights, and which rights those are', async () => {
    const diagnosis = await diagnoseAs(apis, DEV);
    expect(diagnosis.conditions.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'account-usable unknown',
      'act-as unknown',
      'token-minting unknown',
      'cross-project-use unknown',
    ]);
    expect(diagnosis.account).toMatchObject({ state: 'unknown', project: 'identity-prod' });
    expect(diagnosis.unread).toEqual([
      "The account batch-runtime@identity-prod.iam.gserviceaccount.com may not be read (iam.serviceAccounts.get): Permission 'iam.serviceAccounts.get' denied on resource (or it may not exist).",
      expect.stringContaining(
        'The policies of projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com, projects/identity-prod, folders/200000000001, organizations/100000000001 may not be read (iam.serviceAccounts.getIamPolicy, resourcemanager.projects.getIamPolicy, resourcemanager.folders.getIamPolicy, resourcemanager.organizations.getIamPolicy; roles/iam.securityReviewer on the organization is enough).',
      ),
      "The organization policies of identity-prod may not be read (orgpolicy.policy.get): Permission 'orgpolicy.policy.get' denied on resource '//cloudresourcemanager.googleapis.com/projects/identity-prod' (or it may not exist).",
    ]);
    expect(conditionOf(diagnosis, 'act-as').fix).toHaveLength(1);
  });

  it('does not know of a deployer who is not known, nor of one that cannot be asked about', async () => {
    const nobody = await diagnoseAs(apis, EVALUATE, { deployer: undefined });
    expect(conditionOf(nobody, 'act-as')).toMatchObject({ state: 'unknown', fix: [] });
    expect(nobody.unread).toEqual([]);
    const deployer = parsePrincipal(
      'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/dev',
    );
    const federated = await diagnoseAs(apis, EVALUATE, { deployer });
    expect(conditionOf(federated, 'act-as')).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining(
        'Policy Troubleshooter answers for Google Accounts and service accounts alone',
      ),
      fix: [
        'gcloud iam service-accounts add-iam-policy-binding batch-runtime@identity-prod.iam.gserviceaccount.com --member=principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/dev --role=roles/iam.serviceAccountUser --condition=None --project=identity-prod',
      ],
    });
    expect(federated.unread).toHaveLength(1);
    expect(conditionOf(federated, 'token-minting').state).toBe('missing');
  });

  it("prints no line that holds an outsider's own characters", async () => {
    const deployer = parsePrincipal('principal://iam.googleapis.com/subject/$(reboot)');
    const diagnosis = await diagnoseAs(apis, EVALUATE, { deployer });
    expect(conditionOf(diagnosis, 'act-as')).toMatchObject({ fix: [], terraform: [] });
  });

  it('does not know an account of a project that may not be read', async () => {
    const account = 'x-runtime@elsewhere-prod.iam.gserviceaccount.com';
    const diagnosis = await diagnoseAs(apis, EVALUATE, { account });
    expect(diagnosis.account).toMatchObject({ state: 'unknown', project: 'elsewhere-prod' });
    expect(diagnosis.conditions.map(({ state }) => state)).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(diagnosis.unread.join(' ')).toContain('iam.serviceAccounts.get');
    expect(diagnosis.unread.join(' ')).toContain('orgpolicy.policy.get');
  });

  it("is told that the constraint is enforced in the account's project, whose project id no address tells", async () => {
    const account = '310000000002-compute@developer.gserviceaccount.com';
    const diagnosis = await diagnoseAs(apis, EVALUATE, { account });
    expect(diagnosis.account.project).toBe('data-dev');
    expect(conditionOf(diagnosis, 'cross-project-use')).toMatchObject({
      state: 'missing',
      fix: [
        'gcloud resource-manager org-policies disable-enforce iam.disableCrossProjectServiceAccountUsage --project=data-dev',
      ],
      terraform: [
        `resource "google_org_policy_policy" "cross_project_use_data_dev" {
  name   = "projects/data-dev/policies/iam.disableCrossProjectServiceAccountUsage"
  parent = "projects/data-dev"
  spec {
    rules {
      enforce = "FALSE"
    }
  }
}`,
      ],
    });
  });

  it.each([
    ['batch@example.com', 'missing', 'is not the address of a service account'],
    ['batch-runtime', 'missing', 'is not the address of a service account'],
    ['310000000001@cloudservices.gserviceaccount.com', 'unknown', 'Google made and keeps itself'],
  ])('costs no call where it names %s', async (account, state, why) => {
    const server = await answeringServer('hang-up');
    const google = connectGoogle({ apiRoot: server.apiRoot });
    const diagnosis = await diagnoseWith(google, { account });
    await server.close();
    expect(server.asked).toEqual([]);
    expect(diagnosis.account).toEqual({
      email: account,
      project: undefined,
      uniqueId: undefined,
      state,
    });
    expect(diagnosis.conditions.map((one) => one.state)).toEqual([
      state,
      'unknown',
      'unknown',
      'unknown',
    ]);
    for (const { because, fix } of diagnosis.conditions) {
      expect(because).toContain(why);
      expect(fix).toEqual([]);
    }
  });
});

describe("a deploy with an account of the job's own project", () => {
  it('needs no leave of another project, and the service agent holds its role', async () => {
    const apis = await localApis();
    const diagnosis = await diagnoseAs(apis, EVALUATE, { account: '' });
    expect(diagnosis.account.email).toBe('310000000001-compute@developer.gserviceaccount.com');
    expect(diagnosis.conditions.map(({ id, state, where }) => [id, state, where])).toEqual([
      ['account-usable', 'holds', 'enabled'],
      ['act-as', 'holds', 'by project payments-prod'],
      ['token-minting', 'holds', 'by project payments-prod'],
      ['cross-project-use', 'not-needed', ''],
    ]);
    await apis.close();
  });

  it('is mended by the role of the service agent where somebody took it away', async () => {
    const apis = await localApis();
    apis.organization.policies.set('projects/payments-prod', []);
    const account = 'reports@payments-prod.iam.gserviceaccount.com';
    const diagnosis = await diagnoseAs(apis, EVALUATE, { account });
    expect(conditionOf(diagnosis, 'token-minting')).toMatchObject({
      state: 'missing',
      fix: [
        'gcloud projects add-iam-policy-binding payments-prod --member=serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com --role=roles/run.serviceAgent --condition=None --project=payments-prod',
      ],
      terraform: [
        `resource "google_project_iam_member" "run_service_agent_payments_prod" {
  project = "payments-prod"
  role    = "roles/run.serviceAgent"
  member  = "serviceAccount:service-310000000001@serverless-robot-prod.iam.gserviceaccount.com"
}`,
      ],
    });
    await apis.close();
  });
});
