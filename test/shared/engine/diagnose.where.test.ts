import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../../shared/domain/diagnosis.ts';
import { parsePrincipal } from '../../../shared/domain/principal.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { serviceAccounts } from '../../../shared/gcp/service-accounts.ts';
import { answeringServer } from '../gcp/answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from '../gcp/local-apis.ts';
import {
  AGENT,
  BATCH_RUNTIME,
  diagnoseAs,
  diagnoseWith,
  organizationWith,
  PLACES,
} from './diagnosing.ts';

const USER = 'roles/iam.serviceAccountUser';
const CREATOR = 'roles/iam.serviceAccountTokenCreator';
const DEV = 'user:dev@example.com';

describe('a grant', () => {
  const words = {
    account: 'on the account',
    project: 'by project identity-prod',
    folder: 'by folders/200000000001',
    organization: 'by the organization',
  };

  it.each(PLACES)('satisfies both permissions on the %s, which it names', async (place) => {
    const apis = await organizationWith(place, [
      { role: USER, members: [DEV] },
      { role: CREATOR, members: [AGENT] },
    ]);
    const diagnosis = await diagnoseAs(apis, EVALUATE);
    for (const id of ['act-as', 'token-minting'] as const)
      expect(conditionOf(diagnosis, id)).toMatchObject({
        state: 'holds',
        where: words[place],
        fix: [],
        terraform: [],
      });
    await apis.close();
  });

  it('satisfies through a group, and through a group in it, which it names', async () => {
    const groups = {
      'team@example.com': ['group:core@example.com'],
      'core@example.com': [DEV],
    };
    const binding = { role: USER, members: ['group:team@example.com', 'user:ci@example.com'] };
    const apis = await organizationWith('project', [binding], groups);
    expect(conditionOf(await diagnoseAs(apis, EVALUATE), 'act-as')).toMatchObject({
      state: 'holds',
      where: 'by project identity-prod, through group:team@example.com',
    });
    await apis.close();
  });

  it('to a group that may not be read leaves it unknown, and says which right is missing', async () => {
    const binding = { role: USER, members: ['group:closed@example.com'] };
    const apis = await organizationWith('account', [binding]);
    const diagnosis = await diagnoseAs(apis, EVALUATE);
    expect(conditionOf(diagnosis, 'act-as').state).toBe('unknown');
    expect(diagnosis.unread).toEqual([
      'Whether dev@example.com belongs to group:closed@example.com, which has roles/iam.serviceAccountUser on projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com, may not be read (the right to read Google Workspace groups and their members).',
    ]);
    await apis.close();
  });

  it('until a moment satisfies before it, and not after it', async () => {
    const until = (moment: string) => ({
      role: USER,
      members: [DEV],
      condition: { title: 'for a while', expression: `request.time < timestamp("${moment}")` },
    });
    const before = await organizationWith('account', [until('2026-05-05T00:00:00Z')]);
    expect(conditionOf(await diagnoseAs(before, EVALUATE), 'act-as')).toMatchObject({
      state: 'holds',
      where: 'on the account, under a condition',
    });
    await before.close();
    const after = await organizationWith('account', [until('2026-05-03T00:00:00Z')]);
    expect(conditionOf(await diagnoseAs(after, EVALUATE), 'act-as')).toMatchObject({
      state: 'missing',
      because: expect.stringContaining(
        'No binding grants it now: the condition of roles/iam.serviceAccountUser on projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com does not hold.',
      ),
    });
    await after.close();
  });

  it('is a condition of its own for each deployer', async () => {
    const apis = await organizationWith('account', [{ role: USER, members: [DEV] }]);
    const deployer = parsePrincipal('ci@example.com');
    const diagnosis = await diagnoseAs(apis, EVALUATE, { deployer });
    expect(conditionOf(diagnosis, 'act-as').state).toBe('missing');
    await apis.close();
  });
});

describe('a deny policy', () => {
  /** A deny policy above the account; Bailiff's reader role is left without the right to read it, if asked for. */
  const denying = async (readable: boolean) => {
    const apis = await localApis((file) => {
      const { roles } = file.organization;
      const reader = roles['bailiffReader'] ?? [];
      if (!readable)
        roles['bailiffReader'] = reader.filter((one) => one !== 'iam.denypolicies.get');
      file.organization.bindings.push(
        { role: 'roles/iam.denyAdmin', members: ['user:admin@example.com'] },
        { role: USER, members: [DEV] },
      );
    });
    const point = 'cloudresourcemanager.googleapis.com%2Fprojects%2Fidentity-prod';
    const denyRule = {
      deniedPrincipals: ['principal://goog/subject/dev@example.com'],
      deniedPermissions: ['iam.googleapis.com/serviceAccounts.actAs'],
    };
    const made = await fetch(`${apis.apiRoot}/v2/policies/${point}/denypolicies?policyId=no-use`, {
      method: 'POST',
      headers: {
        authorization: 'Bearer sandbox:user:admin@example.com',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ rules: [{ denyRule }] }),
    });
    expect(made.status).toBe(200);
    return apis;
  };

  it('takes away what is granted, and no grant is offered against it', async () => {
    const apis = await denying(true);
    expect(conditionOf(await diagnoseAs(apis, EVALUATE), 'act-as')).toMatchObject({
      state: 'missing',
      because: expect.stringMatching(/A deny policy takes it away, .*denypolicies\/no-use\./),
      fix: [],
    });
    await apis.close();
  });

  it('that may not be read leaves it unknown', async () => {
    const apis = await denying(false);
    expect(conditionOf(await diagnoseAs(apis, EVALUATE), 'act-as')).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining('(iam.denypolicies.list, iam.denypolicies.get)'),
    });
    await apis.close();
  });
});

describe('an account', () => {
  const accountIn = (apis: LocalApis) => {
    const found = [...apis.organization.accounts.values()].find(
      ({ email, deleted }) => email === BATCH_RUNTIME && deleted === undefined,
    );
    if (found === undefined) throw new Error('The organization has no batch-runtime.');
    return found;
  };

  it('that is disabled is to be enabled', async () => {
    const apis = await localApis();
    accountIn(apis).disabled = true;
    const diagnosis = await diagnoseAs(apis, EVALUATE);
    expect(diagnosis.account.state).toBe('disabled');
    expect(conditionOf(diagnosis, 'account-usable')).toMatchObject({
      state: 'missing',
      fix: [
        'gcloud iam service-accounts enable batch-runtime@identity-prod.iam.gserviceaccount.com --project=identity-prod',
      ],
    });
    await apis.close();
  });

  it('that was deleted is not told from one that never was, and no right is missing to know', async () => {
    const apis = await localApis();
    const { uniqueId } = accountIn(apis);
    accountIn(apis).deleted = apis.organization.now();
    const diagnosis = await diagnoseAs(apis, EVALUATE);
    expect(diagnosis.account).toMatchObject({ state: 'missing', uniqueId: undefined });
    expect(conditionOf(diagnosis, 'account-usable').fix).toEqual([
      'gcloud iam service-accounts create batch-runtime --project=identity-prod',
    ]);
    expect(conditionOf(diagnosis, 'act-as')).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining('The account is not there, so nothing is granted on it'),
    });
    expect(diagnosis.unread).toEqual([]);
    const pinned = await diagnoseAs(apis, EVALUATE, { pinned: uniqueId });
    expect(conditionOf(pinned, 'account-usable').fix).toEqual([
      `gcloud iam service-accounts undelete ${uniqueId} --project=identity-prod`,
    ]);
    await apis.close();
  });

  it('that was made again under the same address is not the one that was pinned', async () => {
    const apis = await localApis();
    const { uniqueId } = accountIn(apis);
    const pinned = await diagnoseAs(apis, EVALUATE, { pinned: uniqueId });
    expect(pinned.account).toMatchObject({ state: 'enabled', uniqueId });
    accountIn(apis).deleted = apis.organization.now();
    const { uniqueId: later } = await serviceAccounts(apis.as('user:admin@example.com')).create({
      project: 'identity-prod',
      accountId: 'batch-runtime',
      displayName: '',
      description: '',
    });
    const diagnosis = await diagnoseAs(apis, EVALUATE, { pinned: uniqueId });
    expect(diagnosis.account).toMatchObject({ state: 're-created', uniqueId: later });
    expect(conditionOf(diagnosis, 'account-usable')).toMatchObject({
      state: 'missing',
      because: expect.stringContaining(`has the unique id ${later} and not ${uniqueId}`),
      fix: [],
    });
    await apis.close();
  });
});

describe('a failure that may pass', () => {
  it('is no answer, so that the question is asked again', async () => {
    const server = await answeringServer({ status: 503, body: { error: { message: 'Later.' } } });
    const google = connectGoogle({ apiRoot: server.apiRoot });
    await expect(diagnoseWith(google, {})).rejects.toMatchObject({ status: 503 });
    await server.close();
  });

  it('is not what a refusal of the question is', async () => {
    const server = await answeringServer({ status: 403, body: { error: { message: 'No.' } } });
    const google = connectGoogle({ apiRoot: server.apiRoot });
    expect((await diagnoseWith(google, {})).unread).toEqual([
      'The account batch-runtime@identity-prod.iam.gserviceaccount.com may not be read (iam.serviceAccounts.get): No.',
      'Policy Troubleshooter refuses the question: No.',
      'The organization policies of identity-prod may not be read (orgpolicy.policy.get): No.',
    ]);
    await server.close();
  });
});
