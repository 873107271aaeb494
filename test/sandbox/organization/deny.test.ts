import { describe, expect, it } from 'vitest';
import { allows } from '../../../sandbox/organization/authorize.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { replaceDenyPolicies } from '../../../sandbox/organization/deny-policies.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { findAccount } from '../../../sandbox/organization/hierarchy.ts';
import type { DenyRule } from '../../../sandbox/organization/state.ts';
import { accountTarget } from '../../../sandbox/organization/targets.ts';

const DEV = 'user:dev@example.com';
const DENY_DEV: DenyRule = {
  deniedPrincipals: ['principal://goog/subject/dev@example.com'],
  exceptionPrincipals: [],
  deniedPermissions: ['iam.googleapis.com/serviceAccounts.actAs'],
  exceptionPermissions: [],
};

function local(propagationSeconds = 0) {
  const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
  const file = { ...readOrganizationFile('sandbox/organization.yaml'), propagationSeconds };
  file.groups['deployers@example.com'] = [DEV];
  const organization = createOrganization(file, () => clock.now);
  const reports = findAccount(organization, 'reports@payments-prod.iam.gserviceaccount.com');
  if (reports === undefined) throw new Error('The starting organization has no account reports.');
  const deny = (name: string, ...rules: readonly DenyRule[]) =>
    replaceDenyPolicies(organization, name, [
      {
        id: 'no-use',
        uid: 'one',
        displayName: '',
        annotations: {},
        etag: 'AAAA',
        created: clock.now,
        updated: clock.now,
        rules: rules.map((denyRule) => ({ description: '', denyRule })),
      },
    ]);
  const actAs = (member = DEV) =>
    allows(organization, member, 'iam.serviceAccounts.actAs', accountTarget(reports));
  return { clock, deny, actAs };
}

describe('a deny policy', () => {
  it.each(['projects/payments-prod', 'folders/200000000001', 'organizations/100000000001'])(
    'at %s goes before the grant below it',
    (name) => {
      const { deny, actAs } = local();
      expect(actAs()).toBe(true);
      deny(name, DENY_DEV);
      expect(actAs()).toBe(false);
      deny(name);
      expect(actAs()).toBe(true);
    },
  );

  it('denies nothing beside it', () => {
    const { deny, actAs } = local();
    deny('projects/data-dev', DENY_DEV);
    expect(actAs()).toBe(true);
  });

  it.each([
    [{ deniedPrincipals: ['principalSet://goog/group/deployers@example.com'] }, false],
    [{ deniedPrincipals: ['principalSet://goog/public:all'] }, false],
    [{ deniedPrincipals: ['principal://goog/subject/ci@example.com'] }, true],
    [{ exceptionPrincipals: ['principalSet://goog/group/deployers@example.com'] }, true],
    [{ exceptionPrincipals: ['principal://goog/subject/ci@example.com'] }, false],
    [{ deniedPermissions: ['iam.googleapis.com/serviceAccounts.getAccessToken'] }, true],
    [{ deniedPermissions: ['iam.googleapis.com/serviceAccounts.*'] }, false],
    [{ exceptionPermissions: ['iam.googleapis.com/serviceAccounts.actAs'] }, true],
    [{ denialCondition: { expression: `resource.matchTag('1/env', 'prod')` } }, true],
    [{ denialCondition: { expression: `!resource.matchTag('1/env', 'prod')` } }, false],
  ])('with %j leaves the grant: %s', (part, allowed) => {
    const { deny, actAs } = local();
    deny('projects/payments-prod', { ...DENY_DEV, ...part });
    expect(actAs()).toBe(allowed);
  });

  it('takes as long to work, and to stop, as a grant does', () => {
    const { clock, deny, actAs } = local(60);
    deny('projects/payments-prod', DENY_DEV);
    clock.now += 59_000;
    expect(actAs()).toBe(true);
    clock.now += 1000;
    expect(actAs()).toBe(false);
    deny('projects/payments-prod');
    clock.now += 59_000;
    expect(actAs()).toBe(false);
    clock.now += 1000;
    expect(actAs()).toBe(true);
  });
});
