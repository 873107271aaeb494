import { describe, expect, it } from 'vitest';
import { explanationOf } from '../../../shared/gcp/explanation.ts';

const ACCOUNT = '//iam.googleapis.com/projects/identity-prod/serviceAccounts/x@y';
const PROJECT = '//cloudresourcemanager.googleapis.com/projects/identity-prod';

const binding = {
  role: 'roles/iam.serviceAccountUser',
  rolePermission: 'ROLE_PERMISSION_INCLUDED',
  allowAccessState: 'ALLOW_ACCESS_STATE_GRANTED',
  combinedMembership: { membership: 'MEMBERSHIP_MATCHED' },
  memberships: { 'user:dev@example.com': { membership: 'MEMBERSHIP_MATCHED' } },
};
const policy = {
  fullResourceName: PROJECT,
  allowAccessState: 'ALLOW_ACCESS_STATE_GRANTED',
  bindingExplanations: [binding],
};
const explain = (overallAccessState: string, ...explainedPolicies: object[]) =>
  explanationOf(
    { overallAccessState, allowPolicyExplanation: { explainedPolicies } },
    'dev@example.com',
  );
const open = (more: object) => ({
  ...policy,
  allowAccessState: 'ALLOW_ACCESS_STATE_UNKNOWN_INFO',
  bindingExplanations: [
    { ...binding, allowAccessState: 'ALLOW_ACCESS_STATE_UNKNOWN_INFO', ...more },
  ],
});

describe('an explanation', () => {
  it('names every policy that grants the permission, and the bindings', () => {
    expect(explain('CAN_ACCESS', { ...policy, fullResourceName: ACCOUNT }, policy)).toEqual({
      state: 'granted',
      where: ['projects/identity-prod/serviceAccounts/x@y', 'projects/identity-prod'],
      groups: [],
      conditional: false,
      denyPolicies: [],
      because:
        'Granted by roles/iam.serviceAccountUser on projects/identity-prod/serviceAccounts/x@y and roles/iam.serviceAccountUser on projects/identity-prod.',
    });
  });

  it('names a domain that stands for the principal, unless a binding names the principal too', () => {
    const memberships = {
      'domain:example.com': { membership: 'MEMBERSHIP_MATCHED' },
      'group:other@example.com': { membership: 'MEMBERSHIP_NOT_MATCHED' },
    };
    const byDomain = { ...policy, bindingExplanations: [{ ...binding, memberships }] };
    expect(explain('CAN_ACCESS', byDomain).groups).toEqual(['domain:example.com']);
    expect(explain('CAN_ACCESS', byDomain, policy).groups).toEqual([]);
  });

  it('is conditional only while no binding without a condition grants it', () => {
    const withCondition = { ...binding, condition: { expression: 'true' } };
    const conditional = { ...policy, bindingExplanations: [withCondition] };
    expect(explain('CAN_ACCESS', conditional).conditional).toBe(true);
    expect(explain('CAN_ACCESS', conditional, policy).conditional).toBe(false);
  });

  it('of what policies that may not be read grant still says that it is granted', () => {
    expect(explain('CAN_ACCESS')).toMatchObject({
      state: 'granted',
      where: [],
      because: 'Granted by a policy that may not be read.',
    });
  });

  it('names the deny policy that takes the permission away', () => {
    const denied = explanationOf(
      {
        overallAccessState: 'CANNOT_ACCESS',
        allowPolicyExplanation: { explainedPolicies: [policy] },
        denyPolicyExplanation: {
          denyAccessState: 'DENY_ACCESS_STATE_DENIED',
          explainedResources: [
            {
              fullResourceName: PROJECT,
              explainedPolicies: [
                {
                  denyAccessState: 'DENY_ACCESS_STATE_DENIED',
                  policy: { name: 'policies/p/denypolicies/no-act-as' },
                },
                {
                  denyAccessState: 'DENY_ACCESS_STATE_NOT_DENIED',
                  policy: { name: 'policies/p/denypolicies/else' },
                },
              ],
            },
          ],
        },
      },
      'dev@example.com',
    );
    expect(denied).toMatchObject({
      state: 'denied',
      where: [],
      denyPolicies: ['policies/p/denypolicies/no-act-as'],
      because:
        'A deny policy takes it away, whatever is granted: policies/p/denypolicies/no-act-as.',
    });
  });

  it.each([undefined, 'UNKNOWN_INFO', 'UNKNOWN_CONDITIONAL', 'SOMETHING_NEW'])(
    'of %s is unknown, whatever its parts say',
    (overallAccessState) => {
      const answer = {
        ...(overallAccessState === undefined ? {} : { overallAccessState }),
        allowPolicyExplanation: { explainedPolicies: [policy] },
      };
      expect(explanationOf(answer, 'dev@example.com')).toMatchObject({
        state: 'unknown',
        where: [],
        because: 'Policy Troubleshooter does not know, and does not say why.',
      });
    },
  );

  const hidden = { allowAccessState: 'ALLOW_ACCESS_STATE_UNKNOWN_INFO' };
  it.each([
    [
      { ...hidden, fullResourceName: PROJECT },
      'The policies of projects/identity-prod may not be read (resourcemanager.projects.getIamPolicy; roles/iam.securityReviewer on the organization is enough).',
    ],
    [
      hidden,
      'The policies of a resource that is not named may not be read (getIamPolicy on it; roles/iam.securityReviewer on the organization is enough).',
    ],
    [
      open({ role: 'projects/p/roles/own', rolePermission: 'ROLE_PERMISSION_UNKNOWN_INFO' }),
      'What the role projects/p/roles/own on projects/identity-prod holds may not be read (iam.roles.get).',
    ],
    [
      open({ memberships: { 'group:g@example.com': { membership: 'MEMBERSHIP_UNKNOWN_INFO' } } }),
      'Whether dev@example.com belongs to group:g@example.com, which has roles/iam.serviceAccountUser on projects/identity-prod, may not be read (the right to read Google Workspace groups and their members).',
    ],
    [
      open({
        memberships: { 'principalSet://x': { membership: 'MEMBERSHIP_UNKNOWN_UNSUPPORTED' } },
      }),
      'Policy Troubleshooter cannot tell whether dev@example.com belongs to principalSet://x, which has roles/iam.serviceAccountUser on projects/identity-prod.',
    ],
    [
      open({
        allowAccessState: 'ALLOW_ACCESS_STATE_UNKNOWN_CONDITIONAL',
        condition: { title: 'on tags', expression: 'x' },
      }),
      'The condition "on tags" of roles/iam.serviceAccountUser on projects/identity-prod could not be evaluated.',
    ],
  ])('%j names what is missing to know', (explained, because) => {
    expect(explain('UNKNOWN_INFO', explained).because).toBe(because);
  });

  it.each([
    [
      'DENY_ACCESS_STATE_UNKNOWN_INFO',
      'may not be read (iam.denypolicies.list, iam.denypolicies.get)',
    ],
    ['DENY_ACCESS_STATE_UNKNOWN_CONDITIONAL', 'could not be evaluated'],
  ])('of deny policies that are %s is unknown although the binding is there', (state, why) => {
    const answer = {
      overallAccessState: 'UNKNOWN_INFO',
      allowPolicyExplanation: { explainedPolicies: [policy] },
      denyPolicyExplanation: { denyAccessState: state },
    };
    expect(explanationOf(answer, 'dev@example.com')).toMatchObject({
      state: 'unknown',
      because: expect.stringContaining(why),
    });
  });
});
