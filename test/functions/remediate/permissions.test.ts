import { describe, expect, it } from 'vitest';
import { ACTIONS } from '../../../functions/remediate/actions/registry.ts';
import type { Actor, PermissionSet } from '../../../functions/remediate/permission-set.ts';
import { READS } from '../../../functions/remediate/reads.ts';
import { STEPS } from '../../../functions/remediate/steps/registry.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';

const { organization } = readOrganizationFile('sandbox/organization.yaml');
const DECLARED: readonly PermissionSet[] = [
  READS,
  ...ACTIONS.map(({ permissions }) => permissions),
  ...Object.values(STEPS).map(({ permissions }) => permissions),
];

function declaredFor(actor: Actor): readonly string[] {
  return [...new Set(DECLARED.flatMap((set) => set[actor] ?? []))].sort();
}

describe("the custom roles of Bailiff's deployment", () => {
  it.each([
    { role: 'bailiffReader', actor: 'remediate' },
    { role: 'bailiffJobWriter', actor: 'jobWriter' },
    { role: 'bailiffAccountWriter', actor: 'accountWriter' },
    { role: 'bailiffRoleGranter', actor: 'roleGranter' },
    { role: 'bailiffOrgPolicyWriter', actor: 'orgPolicyWriter' },
  ] as const)('$role holds what $actor declares, and nothing more', ({ role, actor }) => {
    expect(organization.roles[role]?.toSorted()).toEqual(declaredFor(actor));
  });

  it('are held by the identities that the roles are named after, and by evaluate, which reads too', () => {
    const holders = Object.fromEntries(
      organization.bindings
        .filter(({ role }) => role.startsWith('organizations/'))
        .map(({ role, members }) => [role.split('/').at(-1), members.map(shortName)]),
    );
    expect(holders).toEqual({
      bailiffReader: ['evaluate', 'remediate'],
      bailiffJobWriter: ['job-writer'],
      bailiffAccountWriter: ['account-writer'],
      bailiffRoleGranter: ['role-granter'],
      bailiffSweeper: ['sweep'],
      bailiffOrgPolicyWriter: ['org-policy-writer'],
    });
  });
});

function shortName(member: string): string {
  return member.replace(/^serviceAccount:bailiff-|@.*$/g, '');
}
