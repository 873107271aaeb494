import { policytroubleshooter_v3 } from 'googleapis/build/src/apis/policytroubleshooter/v3.js';
import { describe, expect, it } from 'vitest';
import type { OrganizationFile } from '../../../../sandbox/organization/file.ts';
import { ADMIN, DEV, servedApis } from '../served-apis.ts';

const REPORTS =
  '//iam.googleapis.com/projects/payments-prod/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com';
const PROJECT = '//cloudresourcemanager.googleapis.com/projects/payments-prod';
const POINT =
  'v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2Fpayments-prod/denypolicies';
const KEEPER = 'user:keeper@example.com';
const ACT_AS = 'iam.googleapis.com/serviceAccounts.actAs';

async function troubleshooter(edit: (file: OrganizationFile) => void = () => {}) {
  const apis = await servedApis((file) => {
    file.organization.bindings.push(
      { role: 'roles/iam.denyAdmin', members: [KEEPER] },
      { role: 'roles/iam.securityReviewer', members: [KEEPER] },
    );
    edit(file);
  });
  const ask = async (asker: string, permission = 'iam.serviceAccounts.actAs') => {
    const api = new policytroubleshooter_v3.Policytroubleshooter(apis.client(asker));
    const accessTuple = { principal: 'dev@example.com', fullResourceName: REPORTS, permission };
    const { data } = await api.iam.troubleshoot({ requestBody: { accessTuple } });
    const deny = data.denyPolicyExplanation;
    return { overall: data.overallAccessState, state: deny?.denyAccessState, deny };
  };
  const deny = (denyRule: object) =>
    apis.call(KEEPER, 'POST', `${POINT}?policyId=no-use`, { rules: [{ denyRule }] });
  return { apis, ask, deny };
}

const DENY_DEV = {
  deniedPrincipals: ['principal://goog/subject/dev@example.com'],
  deniedPermissions: [ACT_AS],
};

describe('policy troubleshooter on deny policies', () => {
  it('finds nothing denied where there are none, for who may list them', async () => {
    const { ask } = await troubleshooter();
    expect(await ask(ADMIN)).toMatchObject({
      overall: 'CAN_ACCESS',
      state: 'DENY_ACCESS_STATE_NOT_DENIED',
      deny: { permissionDeniable: true },
    });
  });

  it('tells who may read them which rule denies', async () => {
    const { ask, deny } = await troubleshooter();
    await deny(DENY_DEV);
    const said = await ask(KEEPER);
    expect([said.overall, said.state]).toEqual(['CANNOT_ACCESS', 'DENY_ACCESS_STATE_DENIED']);
    const [resource, ...more] = said.deny?.explainedResources ?? [];
    expect(more).toEqual([]);
    expect(resource).toMatchObject({
      denyAccessState: 'DENY_ACCESS_STATE_DENIED',
      fullResourceName: PROJECT,
      explainedPolicies: [
        {
          denyAccessState: 'DENY_ACCESS_STATE_DENIED',
          policy: {
            name: 'policies/cloudresourcemanager.googleapis.com%2Fprojects%2F310000000001/denypolicies/no-use',
            rules: [{ denyRule: DENY_DEV }],
          },
        },
      ],
    });
    expect(resource?.explainedPolicies?.[0]?.ruleExplanations?.[0]).toMatchObject({
      denyAccessState: 'DENY_ACCESS_STATE_DENIED',
      combinedDeniedPermission: { permissionMatchingState: 'PERMISSION_PATTERN_MATCHED' },
      deniedPrincipals: {
        'principal://goog/subject/dev@example.com': {
          membership: 'MEMBERSHIP_MATCHED',
          relevance: 'HEURISTIC_RELEVANCE_HIGH',
        },
      },
      combinedExceptionPrincipal: { membership: 'MEMBERSHIP_NOT_MATCHED' },
    });
    expect(await ask(KEEPER, 'iam.serviceAccounts.get')).toMatchObject({
      overall: 'CAN_ACCESS',
      state: 'DENY_ACCESS_STATE_NOT_DENIED',
    });
  });

  it.each([
    { exceptionPermissions: [ACT_AS] },
    { exceptionPrincipals: ['principal://goog/subject/dev@example.com'] },
    { deniedPrincipals: ['principal://goog/subject/ci@example.com'] },
    { denialCondition: { expression: `resource.matchTag('1/env', 'prod')` } },
  ])('finds nothing denied by a rule with %j', async (part) => {
    const { ask, deny } = await troubleshooter();
    await deny({ ...DENY_DEV, ...part });
    expect(await ask(KEEPER)).toMatchObject({
      overall: 'CAN_ACCESS',
      state: 'DENY_ACCESS_STATE_NOT_DENIED',
    });
  });

  it('does not know of what the asker may list but not read', async () => {
    const { ask, deny } = await troubleshooter();
    await deny(DENY_DEV);
    expect(await ask(ADMIN)).toMatchObject({
      overall: 'UNKNOWN_INFO',
      state: 'DENY_ACCESS_STATE_UNKNOWN_INFO',
      deny: { explainedResources: [{ denyAccessState: 'DENY_ACCESS_STATE_UNKNOWN_INFO' }] },
    });
  });

  it('does not know where the asker may not even list them', async () => {
    const { ask } = await troubleshooter();
    const said = await ask(DEV);
    expect([said.overall, said.state]).toEqual(['UNKNOWN_INFO', 'DENY_ACCESS_STATE_UNKNOWN_INFO']);
    expect(said.deny?.explainedResources).toHaveLength(3);
    expect(JSON.stringify(said.deny)).not.toContain('cloudresourcemanager');
  });

  it('does not know who is in a group that the asker may not read', async () => {
    const { ask, deny } = await troubleshooter((file) => {
      file.groups['deployers@example.com'] = [DEV];
      file.groupReaders = [ADMIN];
    });
    await deny({
      ...DENY_DEV,
      deniedPrincipals: ['principalSet://goog/group/deployers@example.com'],
    });
    expect((await ask(KEEPER)).state).toBe('DENY_ACCESS_STATE_UNKNOWN_INFO');
  });
});

describe('policy troubleshooter on groups', () => {
  const grant = (file: OrganizationFile) => {
    file.groups['deployers@example.com'] = [DEV];
    for (const project of file.projects)
      for (const binding of project.bindings)
        if (binding.role === 'roles/iam.serviceAccountUser')
          binding.members = ['group:deployers@example.com'];
  };

  it('knows their members, unless the organization file says who may read them', async () => {
    const { ask } = await troubleshooter(grant);
    expect((await ask(ADMIN)).overall).toBe('CAN_ACCESS');
  });

  it.each([
    [[KEEPER], 'UNKNOWN_INFO'],
    [[], 'UNKNOWN_INFO'],
    [[ADMIN], 'CAN_ACCESS'],
    [['domain:example.com'], 'CAN_ACCESS'],
  ])('read by %j alone leave the administrator with %s', async (groupReaders, overall) => {
    const { apis, ask } = await troubleshooter((file) => {
      grant(file);
      file.groupReaders = groupReaders;
    });
    expect((await ask(ADMIN)).overall).toBe(overall);
    // What is granted does not depend on who asks.
    const path = REPORTS.replace('//iam.googleapis.com/', 'v1/');
    const permissions = ['iam.serviceAccounts.actAs'];
    const held = await apis.call(DEV, 'POST', `${path}:testIamPermissions`, { permissions });
    expect(held.body).toEqual({ permissions });
  });
});
