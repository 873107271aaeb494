import { describe, expect, it } from 'vitest';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { allPermissions, permissionsOf } from '../../../sandbox/organization/roles.ts';

const NAME = 'projects/payments-prod/roles/jobReader';
const ROLE = { title: '', description: '', permissions: ['run.jobs.get'], etag: 'AAAA' };

function local() {
  return createOrganization(readOrganizationFile('sandbox/organization.yaml'));
}

describe('what a role grants', () => {
  it.each([
    ['GA', undefined, ['run.jobs.get']],
    ['DISABLED', undefined, []],
    ['GA', 1, undefined],
  ] as const)('at stage %s and deleted %s is %j', (stage, deleted, granted) => {
    const organization = local();
    organization.roles.set(NAME, { ...ROLE, stage, deleted });
    expect(permissionsOf(organization, NAME)).toEqual(granted);
  });

  it('is nothing known for a role that does not exist', () => {
    expect(permissionsOf(local(), 'roles/run.nothing')).toBeUndefined();
    expect(permissionsOf(local(), NAME)).toBeUndefined();
  });

  it('lets those who keep deny policies do so', () => {
    const organization = local();
    expect(permissionsOf(organization, 'roles/iam.denyReviewer')).toEqual([
      'iam.denypolicies.get',
      'iam.denypolicies.list',
    ]);
    expect(allPermissions(organization)).toContain('iam.denypolicies.create');
  });
});
