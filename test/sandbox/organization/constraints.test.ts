import { describe, expect, it } from 'vitest';
import {
  isEnforced,
  isSet,
  knownConstraints,
  setConstraint,
} from '../../../sandbox/organization/constraints.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';

const CROSS_PROJECT = 'iam.disableCrossProjectServiceAccountUsage';

function local() {
  return createOrganization(readOrganizationFile('sandbox/organization.yaml'));
}

describe('constraints', () => {
  it('hold from the nearest policy upwards', () => {
    const organization = local();
    const enforced = () => isEnforced(organization, 'projects/payments-prod', CROSS_PROJECT);
    expect(enforced()).toBe(true);
    setConstraint(organization, 'folders/200000000001', CROSS_PROJECT, false);
    expect(enforced()).toBe(false);
    setConstraint(organization, 'projects/payments-prod', CROSS_PROJECT, true);
    expect(enforced()).toBe(true);
    setConstraint(organization, 'projects/payments-prod', CROSS_PROJECT, undefined);
    expect(enforced()).toBe(false);
  });

  it('are enforced by default, those that Google enforces', () => {
    const organization = local();
    setConstraint(organization, 'organizations/100000000001', CROSS_PROJECT, undefined);
    expect(isEnforced(organization, 'projects/payments-prod', CROSS_PROJECT)).toBe(true);
    const keys = 'iam.disableServiceAccountKeyCreation';
    expect(isEnforced(organization, 'projects/payments-prod', keys)).toBe(false);
  });

  it('are known when the organization file names them', () => {
    const file = readOrganizationFile('sandbox/organization.yaml');
    file.organization.policies['iam.disableServiceAccountKeyCreation'] = 'enforced';
    expect(knownConstraints(createOrganization(file))).toEqual([
      'iam.automaticIamGrantsForDefaultServiceAccounts',
      CROSS_PROJECT,
      'iam.disableServiceAccountKeyCreation',
    ]);
  });

  it('take as long to be seen as a grant does, however often they change', () => {
    const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
    const file = { ...readOrganizationFile('sandbox/organization.yaml'), propagationSeconds: 60 };
    const organization = createOrganization(file, () => clock.now);
    const name = 'projects/identity-prod';
    const enforced = () => isEnforced(organization, name, CROSS_PROJECT);
    expect(enforced()).toBe(false);
    setConstraint(organization, name, CROSS_PROJECT, true);
    clock.now += 30_000;
    setConstraint(organization, name, CROSS_PROJECT, undefined);
    setConstraint(organization, 'organizations/100000000001', CROSS_PROJECT, false);
    expect([enforced(), isSet(organization, name, CROSS_PROJECT)]).toEqual([false, false]);
    clock.now += 30_000;
    expect(enforced()).toBe(true);
    clock.now += 29_000;
    expect(enforced()).toBe(true);
    clock.now += 1000;
    expect(enforced()).toBe(false);
  });
});
