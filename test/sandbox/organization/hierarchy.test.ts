import { describe, expect, it } from 'vitest';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { findAccount, findProject, lineage } from '../../../sandbox/organization/hierarchy.ts';

const organization = createOrganization(readOrganizationFile('sandbox/organization.yaml'));
const ABOVE = ['folders/200000000001', 'organizations/100000000001'];

describe('the hierarchy', () => {
  it('finds projects by id and by number', () => {
    expect(findProject(organization, '310000000001')?.id).toBe('payments-prod');
    expect(findProject(organization, 'payments-prod')?.number).toBe('310000000001');
    expect(findProject(organization, '31000000000')).toBe(undefined);
  });

  it('finds live accounts by address and by unique id', () => {
    const email = 'reports@payments-prod.iam.gserviceaccount.com';
    const account = findAccount(organization, email);
    expect(findAccount(organization, account?.uniqueId ?? '')).toBe(account);
    if (account !== undefined) account.deleted = 1;
    expect(findAccount(organization, email)).toBe(undefined);
  });

  it('leads from a resource up to the organization', () => {
    const job = 'projects/310000000001/locations/us-central1/jobs/nightly';
    expect(lineage(organization, job)).toEqual([job, 'projects/payments-prod', ...ABOVE]);
    expect(lineage(organization, 'projects/bailiff-prod')).toEqual([
      'projects/bailiff-prod',
      'organizations/100000000001',
    ]);
    const uniqueId = findAccount(
      organization,
      'batch-runtime@identity-prod.iam.gserviceaccount.com',
    );
    const account = `serviceAccounts/${uniqueId?.uniqueId}`;
    expect(lineage(organization, account)).toEqual([account, 'projects/identity-prod', ...ABOVE]);
  });

  it.each(['projects/nowhere', 'folders/1', 'organizations/1', 'serviceAccounts/1', ''])(
    'leads nowhere from %j',
    (name) => {
      expect(lineage(organization, name)).toEqual([]);
    },
  );
});
