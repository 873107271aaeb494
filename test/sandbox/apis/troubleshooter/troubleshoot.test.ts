import { describe, expect, it } from 'vitest';
import { addAccount } from '../../../../sandbox/organization/create.ts';
import type { OrganizationFile } from '../../../../sandbox/organization/file.ts';
import { replacePolicy } from '../../../../sandbox/organization/policies.ts';
import { ADMIN, DEV, servedApis } from '../served-apis.ts';

const BATCH =
  '//iam.googleapis.com/projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com';
const PROJECT = '//cloudresourcemanager.googleapis.com/projects/payments-prod';
const ACT_AS = 'iam.serviceAccounts.actAs';

interface Asked {
  readonly principal?: string;
  readonly fullResourceName?: string;
  readonly permission?: string;
  readonly conditionContext?: unknown;
}

function grant(file: OrganizationFile, member: string, expression?: string): void {
  const binding = { role: 'roles/iam.serviceAccountUser', members: [member] };
  const condition = expression === undefined ? {} : { condition: { title: 'when', expression } };
  file.folders[0]?.bindings.push({ ...binding, ...condition });
}

async function asking(edit: (file: OrganizationFile) => void = () => {}) {
  const apis = await servedApis(edit);
  const ask = (asked: Asked, asker = ADMIN) => {
    const accessTuple = {
      principal: 'dev@example.com',
      fullResourceName: BATCH,
      permission: ACT_AS,
      ...asked,
    };
    return apis.call(asker, 'POST', 'v3/iam:troubleshoot', { accessTuple });
  };
  const verdict = async (asked: Asked, asker = ADMIN) =>
    (await ask(asked, asker)).body['overallAccessState'];
  return { apis, ask, verdict };
}

describe('troubleshooting an access', () => {
  it.each([
    ['a service account by its address', BATCH],
    ['a project by its number', '//cloudresourcemanager.googleapis.com/projects/310000000003'],
    ['a folder', '//cloudresourcemanager.googleapis.com/folders/200000000001'],
  ])('knows %s', async (_, fullResourceName) => {
    const { verdict } = await asking((file) => grant(file, 'user:dev@example.com'));
    expect(await verdict({ fullResourceName })).toBe('CAN_ACCESS');
    const principal = 'ci@example.com';
    expect(await verdict({ fullResourceName, principal })).toBe('CANNOT_ACCESS');
  });

  it('knows secrets, and service accounts that ask for them', async () => {
    const reports = 'reports@payments-prod.iam.gserviceaccount.com';
    const { verdict } = await asking((file) => {
      const bindings = [
        { role: 'roles/secretmanager.secretAccessor', members: [`serviceAccount:${reports}`] },
      ];
      file.projects[0]?.secrets.push({ name: 'api-key', bindings });
    });
    const asked = {
      principal: reports,
      fullResourceName: '//secretmanager.googleapis.com/projects/310000000001/secrets/api-key',
      permission: 'secretmanager.versions.access',
    };
    expect(await verdict(asked)).toBe('CAN_ACCESS');
    const other = asked.fullResourceName.replace('api-key', 'other');
    expect(await verdict({ ...asked, fullResourceName: other })).toBe('CANNOT_ACCESS');
  });

  it('takes permissions in both of their forms', async () => {
    const { verdict } = await asking((file) => grant(file, 'user:dev@example.com'));
    const permission = 'iam.googleapis.com/serviceAccounts.actAs';
    expect(await verdict({ permission })).toBe('CAN_ACCESS');
  });

  it('looks into the groups that are listed and admits what it does not know of others', async () => {
    const { verdict } = await asking((file) => {
      file.groups['ops@example.com'] = ['group:night@example.com', 'user:ci@example.com'];
      file.groups['night@example.com'] = ['user:dev@example.com', 'group:ops@example.com'];
      grant(file, 'group:ops@example.com');
    });
    expect(await verdict({})).toBe('CAN_ACCESS');
    expect(await verdict({ principal: 'nobody@example.com' })).toBe('CANNOT_ACCESS');
    const unlisted = await asking((file) => grant(file, 'group:elsewhere@example.com'));
    expect(await unlisted.verdict({})).toBe('UNKNOWN_INFO');
    const inside = await asking((file) => {
      file.groups['ops@example.com'] = ['group:elsewhere@example.com'];
      grant(file, 'group:ops@example.com');
    });
    expect(await inside.verdict({})).toBe('UNKNOWN_INFO');
  });

  it('judges conditions on time at the moment that is asked about, and at no other', async () => {
    const { verdict } = await asking((file) =>
      grant(file, 'user:dev@example.com', 'request.time < timestamp("2027-01-01T00:00:00Z")'),
    );
    const at = (receiveTime: string) => verdict({ conditionContext: { request: { receiveTime } } });
    expect(await at('2026-12-31T23:59:59Z')).toBe('CAN_ACCESS');
    expect(await at('2027-01-01T00:00:00Z')).toBe('CANNOT_ACCESS');
    expect(await verdict({})).toBe('UNKNOWN_CONDITIONAL');
  });

  it('judges conditions on the resource by what it knows or is told', async () => {
    const { verdict } = await asking((file) =>
      grant(file, 'user:dev@example.com', 'resource.type == "iam.googleapis.com/ServiceAccount"'),
    );
    expect(await verdict({})).toBe('CAN_ACCESS');
    const conditionContext = { resource: { type: 'run.googleapis.com/Job' } };
    expect(await verdict({ conditionContext })).toBe('CANNOT_ACCESS');
  });

  it('says that it does not know what the asker may not read', async () => {
    const { ask, verdict } = await asking();
    expect(await verdict({}, DEV)).toBe('UNKNOWN_INFO');
    const { body } = await ask({}, DEV);
    expect(JSON.stringify(body)).not.toContain('"policy"');
    // What grants is enough, whatever else stays hidden.
    const viewer = 'user:viewer@example.com';
    const granted = await asking((file) => {
      const role = 'roles/iam.securityReviewer';
      file.projects[0]?.bindings.push({ role, members: [viewer] });
      // Deny policies could stand in the way at every level.
      file.organization.roles['denyLister'] = ['iam.denypolicies.list'];
      const lister = 'organizations/100000000001/roles/denyLister';
      file.organization.bindings.push({ role: lister, members: [viewer] });
    });
    const asked = { fullResourceName: PROJECT, permission: 'run.jobs.create' };
    expect(await granted.verdict(asked, viewer)).toBe('CAN_ACCESS');
    const refused = { ...asked, principal: 'nobody@example.com' };
    expect(await granted.verdict(refused, viewer)).toBe('UNKNOWN_INFO');
  });

  it('does not know what a custom role holds for who may not read roles', async () => {
    const reader = 'user:reader@example.com';
    const { verdict } = await asking((file) => {
      file.organization.roles['policyReader'] = [
        'iam.serviceAccounts.getIamPolicy',
        'resourcemanager.projects.getIamPolicy',
        'resourcemanager.folders.getIamPolicy',
        'resourcemanager.organizations.getIamPolicy',
      ];
      const role = 'organizations/100000000001/roles/policyReader';
      file.organization.bindings.push({ role, members: [reader, 'user:dev@example.com'] });
    });
    expect(await verdict({}, reader)).toBe('UNKNOWN_INFO');
    expect(await verdict({}, ADMIN)).toBe('CANNOT_ACCESS');
  });

  it('knows nothing of accounts and projects that do not exist', async () => {
    const { verdict } = await asking();
    const gone = BATCH.replace('batch-runtime', 'batch-nothing');
    expect(await verdict({ fullResourceName: gone })).toBe('UNKNOWN_INFO');
    const nowhere = '//cloudresourcemanager.googleapis.com/projects/nowhere';
    expect(await verdict({ fullResourceName: nowhere })).toBe('UNKNOWN_INFO');
  });

  it('sees that a deleted account’s bindings are not its successor’s', async () => {
    const { apis, verdict } = await asking();
    const address = 'reports@payments-prod.iam.gserviceaccount.com';
    const bindings = [{ role: 'roles/editor', members: [`serviceAccount:${address}`] }];
    replacePolicy(apis.organization, 'projects/payments-prod', { bindings });
    const asked = { principal: address, fullResourceName: PROJECT, permission: 'run.jobs.create' };
    expect(await verdict(asked)).toBe('CAN_ACCESS');
    await apis.call(ADMIN, 'DELETE', `v1/projects/-/serviceAccounts/${address}`);
    addAccount(apis.organization, 'payments-prod', address);
    expect(await verdict(asked)).toBe('CANNOT_ACCESS');
  });
});
