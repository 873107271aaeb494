import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../functions/remediate/actions/registry.ts';
import type { PermissionSet } from '../../../functions/remediate/permission-set.ts';
import { READS } from '../../../functions/remediate/reads.ts';
import { STEPS } from '../../../functions/remediate/steps/registry.ts';
import { IDENTITIES } from '../../../shared/permissions/identities.ts';

const DECLARED: readonly PermissionSet[] = [
  READS,
  ...ACTIONS.map(({ permissions }) => permissions),
  ...Object.values(STEPS).map(({ permissions }) => permissions),
];

/** What the identity holds on the organization, and so wherever a job, an account or a policy is. */
function heldBy(id: string): readonly string[] {
  const { grants = [] } = IDENTITIES.find(({ account }) => account === id) ?? {};
  const uses = grants.flatMap((grant) => (grant.where === 'organization' ? grant.uses : []));
  return [...new Set(uses.map(({ permission }) => permission))].sort();
}

describe('what the actions and steps of remediate declare', () => {
  it.each([
    ['remediate', 'bailiff-remediate'],
    ['jobWriter', 'bailiff-job-writer'],
    ['accountWriter', 'bailiff-account-writer'],
    ['roleGranter', 'bailiff-role-granter'],
    ['orgPolicyWriter', 'bailiff-org-policy-writer'],
  ] as const)('of %s is what %s holds, and nothing more', (actor, account) => {
    const uses = DECLARED.flatMap((set) => set[actor] ?? []);
    const names = [...new Set(uses.map(({ permission }) => permission))].sort();
    expect(names.length).toBeGreaterThan(1);
    expect(heldBy(account)).toEqual(names);
  });
});
