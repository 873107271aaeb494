import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IamPolicy, withMember, withoutMember } from '../../../shared/domain/iam-policy.ts';

const ROLE = 'roles/iam.serviceAccountUser';
const condition = {
  title: 'until spring',
  expression: 'request.time < timestamp("2027-03-01T00:00:00Z")',
};

describe('adding a member to an IAM policy', () => {
  it('keeps a conditional and a plain binding of the same role, and joins the plain one', () => {
    const policy: IamPolicy = {
      version: 3,
      etag: 'BwYQYvUoBxs=',
      bindings: [
        { role: ROLE, members: ['user:a@example.com'], condition },
        { role: ROLE, members: ['user:b@example.com'] },
      ],
      auditConfigs: [{ service: 'allServices' }],
    };
    expect(withMember(policy, ROLE, 'user:c@example.com')).toEqual({
      version: 3,
      etag: 'BwYQYvUoBxs=',
      bindings: [
        { role: ROLE, members: ['user:a@example.com'], condition },
        { role: ROLE, members: ['user:b@example.com', 'user:c@example.com'] },
      ],
      auditConfigs: [{ service: 'allServices' }],
    });
  });

  it('makes a binding of its own where the role is held under a condition only', () => {
    const policy: IamPolicy = {
      bindings: [{ role: ROLE, members: ['user:a@example.com'], condition }],
    };
    expect(withMember(policy, ROLE, 'user:a@example.com').bindings).toEqual([
      { role: ROLE, members: ['user:a@example.com'], condition },
      { role: ROLE, members: ['user:a@example.com'] },
    ]);
  });

  const members = fc.uniqueArray(
    fc.constantFrom('user:a@example.com', 'user:b@example.com', 'group:g@example.com'),
    {
      minLength: 1,
    },
  );
  const binding = fc.record(
    { role: fc.constantFrom(ROLE, 'roles/viewer'), members, condition: fc.constant(condition) },
    { requiredKeys: ['role', 'members'] },
  );
  const policies = fc.record({
    etag: fc.constant('ACAB'),
    bindings: fc.array(binding, { maxLength: 6 }),
  });

  it('never loses a member or a condition, and adds that one member alone', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const after = withMember(policy, ROLE, 'user:new@example.com').bindings ?? [];
        policy.bindings.forEach((before, index) => {
          expect(after[index]?.role).toBe(before.role);
          expect(after[index]?.condition).toEqual(before.condition);
          expect(after[index]?.members.filter((one) => one !== 'user:new@example.com')).toEqual(
            before.members,
          );
        });
        const added = after.filter((one) => one.members.includes('user:new@example.com'));
        expect(added).toHaveLength(1);
        expect(added[0]).not.toHaveProperty('condition');
      }),
    );
  });

  it('is taken back whole by removing the member', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const added = withMember(policy, ROLE, 'user:new@example.com');
        expect(withoutMember(added, ROLE, 'user:new@example.com').bindings).toEqual(
          policy.bindings,
        );
      }),
    );
  });
});
