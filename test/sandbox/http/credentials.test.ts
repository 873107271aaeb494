import { describe, expect, it } from 'vitest';
import { callerOf, tokenFor } from '../../../sandbox/http/credentials.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { findAccount } from '../../../sandbox/organization/hierarchy.ts';

const REPORTS = 'serviceAccount:reports@payments-prod.iam.gserviceaccount.com';

function local() {
  return createOrganization(readOrganizationFile('sandbox/organization.yaml'));
}

describe('a token', () => {
  it('names the caller, and who impersonates him', () => {
    const organization = local();
    const read = (token: string) => callerOf(organization, `Bearer ${token}`);
    expect(read(tokenFor('user:dev@example.com'))).toEqual({
      principal: 'user:dev@example.com',
      delegate: undefined,
    });
    expect(read(tokenFor(REPORTS, 'user:dev@example.com'))).toEqual({
      principal: REPORTS,
      delegate: 'user:dev@example.com',
    });
  });

  it.each([
    undefined,
    '',
    'Bearer ya29.real',
    'sandbox:user:dev@example.com',
    'Bearer sandbox:group:ops@example.com',
    'Bearer sandbox:serviceAccount:nobody@payments-prod.iam.gserviceaccount.com',
  ])('%j is refused', (authorization) => {
    expect(() => callerOf(local(), authorization)).toThrow(
      expect.objectContaining({ status: 'UNAUTHENTICATED' }),
    );
  });

  it('of a disabled or deleted account is refused', () => {
    const organization = local();
    const account = findAccount(organization, REPORTS.replace('serviceAccount:', ''));
    const read = () => callerOf(organization, `Bearer sandbox:${REPORTS}`).principal;
    expect(read()).toBe(REPORTS);
    if (account !== undefined) account.disabled = true;
    expect(read).toThrow(/does not exist here or is disabled/);
    if (account !== undefined) Object.assign(account, { disabled: false, deleted: 1 });
    expect(read).toThrow(/does not exist here or is disabled/);
  });
});
