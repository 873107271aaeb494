import { describe, expect, it } from 'vitest';
import { enforcedLately } from '../../../../functions/remediate/actions/constraint-age.ts';
import type { OrgPolicySpec } from '../../../../shared/gcp/own-org-policies.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';
const AT = '2026-11-22T10:00:00Z';
const LONG_AGO = '2026-10-23T09:59:59Z';
const LATELY = '2026-10-23T10:00:01Z';
const project = {
  id: 'identity-prod',
  number: '310000000003',
  ancestors: ['folders/200000000001', 'organizations/100000000001'],
};

function set(specs: Readonly<Record<string, OrgPolicySpec>>) {
  return {
    ownOrgPolicies: {
      read: async (place: string, constraint: string) => {
        const spec = specs[place];
        return spec === undefined ? undefined : { name: `${place}/policies/${constraint}`, spec };
      },
    },
  };
}
const enforced = (updateTime: string): OrgPolicySpec => ({
  updateTime,
  rules: [{ enforce: true }],
});

describe('a constraint may be lifted', () => {
  it.each([
    ['where nobody set it', {}],
    [
      'where it was enforced long ago on the project',
      { 'projects/identity-prod': enforced(LONG_AGO) },
    ],
    [
      'where it was enforced long ago above it',
      { 'organizations/100000000001': enforced(LONG_AGO) },
    ],
    [
      'where what was enforced lately is above what decides',
      {
        'folders/200000000001': enforced(LONG_AGO),
        'organizations/100000000001': enforced(LATELY),
      },
    ],
  ])('%s', async (_, specs) => {
    expect(await enforcedLately(project, AT, set(specs))).toBeUndefined();
  });
});

describe('a constraint may not be lifted', () => {
  it.each(['projects/identity-prod', 'folders/200000000001', 'organizations/100000000001'])(
    'that somebody enforced on %s within 30 days',
    async (place) => {
      expect(await enforcedLately(project, AT, set({ [place]: enforced(LATELY) }))).toBe(
        `${CONSTRAINT} was enforced on ${place} at ${LATELY}, less than 30 days ago, so somebody meant it.`,
      );
    },
  );

  it.each<[string, OrgPolicySpec, string]>([
    [
      'that was reset to its default lately',
      { reset: true, updateTime: LATELY },
      `${CONSTRAINT} was enforced on projects/identity-prod at ${LATELY}, less than 30 days ago, so somebody meant it.`,
    ],
    [
      'of which nobody can tell since when it is enforced',
      { rules: [{ enforce: true }] },
      `When ${CONSTRAINT} was enforced on projects/identity-prod is not known.`,
    ],
    [
      'that is not enforced any more',
      { updateTime: LONG_AGO, rules: [{ enforce: false }] },
      `What projects/identity-prod says of ${CONSTRAINT} changed while it was looked at.`,
    ],
  ])('%s', async (_, spec, because) => {
    expect(await enforcedLately(project, AT, set({ 'projects/identity-prod': spec }))).toBe(
      because,
    );
  });
});
