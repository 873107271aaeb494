import { describe, expect, it } from 'vitest';
import { policyDelta } from '../../../../sandbox/apis/allow-policy/delta.ts';

const TYPE = 'type.googleapis.com/google.iam.v1.logging.AuditData';
const role = 'roles/logging.viewer';
const members = ['user:boss@example.com'];
const expression = 'request.time < timestamp("2030-02-01T00:00:00Z")';

describe('what a policy write changed', () => {
  it('is nothing where a condition was only sent with its fields in another order', () => {
    const before = { bindings: [{ role, members, condition: { title: 'until', expression } }] };
    const after = { bindings: [{ role, members, condition: { expression, title: 'until' } }] };
    expect(policyDelta(before, after)).toEqual({ '@type': TYPE, policyDelta: {} });
  });

  it('is the one grant and the other where a condition became another', () => {
    const before = { bindings: [{ role, members, condition: { title: 'until', expression } }] };
    const condition = { title: 'until', expression: 'true' };
    const after = { bindings: [{ role, members, condition }] };
    const grant = { role, member: 'user:boss@example.com' };
    expect(policyDelta(before, after)).toEqual({
      '@type': TYPE,
      policyDelta: {
        bindingDeltas: [
          { action: 'REMOVE', ...grant, condition: { title: 'until', expression } },
          { action: 'ADD', ...grant, condition },
        ],
      },
    });
  });
});
