import { describe, expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import {
  ACCOUNT_PATH,
  ADMIN,
  AGENT,
  BATCH,
  call,
  editPolicy,
  inherited,
  MINTS,
  newestResult,
  projectIn,
  startShared,
  statesIn,
  withoutMinting,
} from './cross-project.ts';
import { type Evaluating, REPORTS } from './evaluating.ts';

const CP = 'missing-token-creator~payments-prod~us-central1~cp';
const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const MINTER = 'organizations/100000000001/roles/minter';
const PROJECT = 'v3/projects/identity-prod';
const deliverNewest = (at: Evaluating) => at.deliver(at.newestEntry());

describe('a change of who may use an account', () => {
  test('is noticed under a running job: a finding that names who changed it and who deployed', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await deliverNewest(at);
    const what = `admin@example.com changed the policy of ${BATCH} (google.iam.admin.v1.SetIAMPolicy).`;
    const [finding, ...others] = await at.findings();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: CP,
      state: 'open',
      principal: 'dev@example.com',
      serviceAccount: BATCH,
      occurrences: 1,
    });
    expect(finding?.history.at(-1)?.what).toBe(what);
    expect(finding?.decision.because).toContain(what);
    expect(at.published).toMatchObject([{ topic: 'decisions', message: { finding: CP } }]);
    expect(await at.ledger.counts()).toEqual({ compliant: 1, 'drift.judged': 1, 'drift.job': 1 });
    expect(at.lines.at(-1)).toMatchObject({
      result: 'drift.judged',
      principal: 'admin@example.com',
      finding: CP,
      because: [what, 'One job was judged again.'],
    });
  });

  test('that is taken back resolves what it broke, and says so', async () => {
    const at = await startShared();
    await editPolicy(at, ACCOUNT_PATH, withoutMinting);
    await deliverNewest(at);
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, MINTS]);
    await deliverNewest(at);
    const [finding] = await at.findings();
    expect(finding?.state).toBe('resolved');
    expect(finding?.history.at(-1)?.what).toBe(
      `admin@example.com changed the policy of ${BATCH} (google.iam.admin.v1.SetIAMPolicy).`,
    );
  });

  test('that breaks nothing leaves no finding', async () => {
    const at = await startShared();
    const more = { role: 'roles/iam.serviceAccountUser', members: ['user:ci@example.com'] };
    await editPolicy(at, ACCOUNT_PATH, (bindings) => [...bindings, more]);
    await deliverNewest(at);
    expect(await at.findings()).toEqual([]);
    expect(newestResult(at)).toBe('drift.judged');
  });
});

describe('an account', () => {
  test('that is disabled and enabled again', async () => {
    const at = await startShared();
    await call(at, ADMIN, 'POST', `${ACCOUNT_PATH}:disable`, {});
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['service-account-unusable open']);
    await call(at, ADMIN, 'POST', `${ACCOUNT_PATH}:enable`, {});
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['service-account-unusable resolved']);
  });

  test('that is deleted and brought back, which is told by its unique id', async () => {
    const at = await startShared();
    const { uniqueId } = await call(at, ADMIN, 'GET', ACCOUNT_PATH);
    await call(at, ADMIN, 'DELETE', ACCOUNT_PATH);
    await deliverNewest(at);
    expect(await statesIn(at)).toContain('service-account-unusable open');
    await call(at, ADMIN, 'POST', `v1/projects/-/serviceAccounts/${uniqueId}:undelete`, {});
    const entry = at.newestEntry();
    const labels = { email_id: '', unique_id: uniqueId, project_id: 'identity-prod' };
    await at.deliver({ ...entry, resource: { type: 'service_account', labels } });
    expect(newestResult(at)).toBe('drift.judged');
    expect(await statesIn(at)).toEqual(['service-account-unusable resolved']);
  });

  test('that is made again under its address is another one', async () => {
    const at = await startShared();
    await call(at, ADMIN, 'DELETE', ACCOUNT_PATH);
    const again = { accountId: 'batch-runtime' };
    await call(at, ADMIN, 'POST', 'v1/projects/identity-prod/serviceAccounts', again);
    await deliverNewest(at);
    expect(newestResult(at)).toBe('drift.judged');
    const finding = await at.ledger.finding(
      'service-account-unusable~payments-prod~us-central1~cp',
    );
    expect(finding?.evidence).toMatchObject({ diagnosis: { account: { state: 're-created' } } });
  });

  test("of the job's own project concerns its jobs by its state alone", async () => {
    const at = await startShared();
    await createJob(at.apis, 'own', { serviceAccount: REPORTS });
    await deliverNewest(at);
    const path = `v1/projects/payments-prod/serviceAccounts/${REPORTS}`;
    await editPolicy(at, path, (bindings) => [...bindings, MINTS]);
    await deliverNewest(at);
    expect(newestResult(at)).toBe('drift.no-user');
    await call(at, ADMIN, 'POST', `${path}:disable`, {});
    await deliverNewest(at);
    expect(newestResult(at)).toBe('drift.judged');
    expect((await at.findings()).map(({ id }) => id)).toEqual([
      'service-account-unusable~payments-prod~us-central1~own',
    ]);
  });
});

describe('where token minting is inherited from', () => {
  test.each([
    [
      'the project',
      PROJECT,
      inherited((file, mints) => projectIn(file, 'identity-prod').bindings.push(mints)),
    ],
    [
      'the project, by the older API',
      'v1/projects/identity-prod',
      inherited((file, mints) => projectIn(file, 'identity-prod').bindings.push(mints)),
    ],
    [
      'a folder',
      'v3/folders/200000000001',
      inherited((file, mints) => file.folders[0]?.bindings.push(mints)),
    ],
    [
      'a folder, as gcloud does it',
      'v2/folders/200000000001',
      inherited((file, mints) => file.folders[0]?.bindings.push(mints)),
    ],
    [
      'the organization',
      'v3/organizations/100000000001',
      inherited((file, mints) => file.organization.bindings.push(mints)),
    ],
  ])('%s: its policy is watched', async (_, path, edit) => {
    const at = await startShared({ edit });
    expect(await at.findings()).toEqual([]);
    await editPolicy(at, path, withoutMinting);
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['missing-token-creator open']);
  });

  test('a custom role of the organization: its permissions are watched', async () => {
    const at = await startShared({
      edit: (file) => {
        file.organization.roles['minter'] = ['iam.serviceAccounts.getAccessToken'];
        projectIn(file, 'identity-prod').accountBindings[BATCH] = [
          { role: MINTER, members: [AGENT] },
          { role: 'roles/iam.serviceAccountUser', members: ['user:dev@example.com'] },
        ];
      },
    });
    const changed = { includedPermissions: ['iam.serviceAccounts.get'] };
    await call(at, ADMIN, 'PATCH', `v1/${MINTER}?updateMask=includedPermissions`, changed);
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['missing-token-creator open']);
  });

  test('a deny policy above it: that it comes and goes is watched', async () => {
    const at = await startShared();
    const denies =
      'v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fidentity-prod/denypolicies';
    const denyRule = {
      deniedPrincipals: [
        `principal://iam.googleapis.com/projects/-/serviceAccounts/${AGENT.replace('serviceAccount:', '')}`,
      ],
      deniedPermissions: ['iam.googleapis.com/serviceAccounts.getAccessToken'],
    };
    await call(at, ADMIN, 'POST', `${denies}?policyId=no-minting`, { rules: [{ denyRule }] });
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['missing-token-creator open']);
    await call(at, ADMIN, 'DELETE', `${denies}/no-minting`);
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['missing-token-creator resolved']);
  });

  test('a folder that its project is moved out of: what is above it from then on is known', async () => {
    const at = await startShared({
      edit: inherited((file, mints) => file.folders[0]?.bindings.push(mints)),
    });
    const { projects } = at.apis.organization;
    const project = projects.get('identity-prod');
    if (project === undefined) throw new Error('The example organization has no identity-prod.');
    projects.set('identity-prod', { ...project, parent: 'organizations/100000000001' });
    await at.deliver({
      logName: 'projects/identity-prod/logs/cloudaudit.googleapis.com%2Factivity',
      timestamp: new Date().toISOString(),
      insertId: 'move1',
      resource: { type: 'project', labels: { project_id: 'identity-prod' } },
      protoPayload: {
        serviceName: 'cloudresourcemanager.googleapis.com',
        methodName: 'google.cloud.resourcemanager.v3.Projects.MoveProject',
        resourceName: 'projects/310000000003',
        authenticationInfo: { principalEmail: 'admin@example.com' },
      },
    });
    expect(await statesIn(at)).toEqual(['missing-token-creator open']);
    const { uses } = await at.ledger.uses({});
    expect(uses.map(({ places }) => places)).toEqual([
      ['projects/identity-prod', 'organizations/100000000001'],
    ]);
  });
});

describe('the constraint on other projects’ accounts', () => {
  const enforced = { spec: { rules: [{ enforce: true }] } };

  test('that is enforced in the account’s project is noticed, and so is that it is lifted', async () => {
    const at = await startShared();
    const name = `projects/identity-prod/policies/${CONSTRAINT}`;
    await call(at, ADMIN, 'PATCH', `v2/${name}`, { name, ...enforced });
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['cross-project-use-disabled open']);
    const constraint = `constraints/${CONSTRAINT}`;
    const lifted = { policy: { constraint, booleanPolicy: { enforced: false } } };
    await call(at, ADMIN, 'POST', 'v1/projects/identity-prod:setOrgPolicy', lifted);
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['cross-project-use-disabled resolved']);
    await call(at, ADMIN, 'POST', 'v1/projects/identity-prod:clearOrgPolicy', { constraint });
    await deliverNewest(at);
    expect(await statesIn(at)).toEqual(['cross-project-use-disabled open']);
  });

  test('beside any other: those are not looked at', async () => {
    const at = await startShared();
    const name = 'projects/identity-prod/policies/iam.automaticIamGrantsForDefaultServiceAccounts';
    await call(at, ADMIN, 'POST', 'v2/projects/identity-prod/policies', { name, ...enforced });
    await deliverNewest(at);
    expect(newestResult(at)).toBe('ignored.other-constraint');
  });
});

describe('a change that concerns no job', () => {
  test.each([
    ['of another project than the account’s', 'v3/projects/data-dev'],
    ['of the job’s own project', 'v3/projects/payments-prod'],
  ])('%s is counted, and no job is read', async (_, path) => {
    const at = await startShared();
    await editPolicy(at, path, (bindings) => [...bindings, MINTS]);
    const read = () => Promise.reject(new Error('No job is to be read.'));
    const readers = { ...at.ports.readers, jobs: { ...at.ports.readers.jobs, read } };
    await at.deliver(at.newestEntry(), 'm', { readers });
    expect(newestResult(at)).toBe('drift.no-user');
    expect(await at.ledger.counts()).toEqual({ compliant: 1, 'drift.no-user': 1 });
  });

  test('that was refused or failed is ignored and counted', async () => {
    const at = await startShared();
    await call(at, 'user:ci@example.com', 'POST', `${ACCOUNT_PATH}:disable`, {}).catch(() => {});
    await deliverNewest(at);
    expect(newestResult(at)).toBe('ignored.call-failed');
  });
});
