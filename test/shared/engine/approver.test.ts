import { describe, expect, it } from 'vitest';
import { approverFault, ownDeployFault } from '../../../shared/engine/approver.ts';

const CI = 'serviceAccount:ci@payments-prod.iam.gserviceaccount.com';

describe('who may approve', () => {
  it.each([
    ['user:admin@example.com', ['user:admin@example.com']],
    ['user:Admin@Example.com', ['user:admin@example.com']],
    [CI, ['user:admin@example.com', CI]],
  ])('is %s where the deployment says %j', (by, approvers) => {
    expect(approverFault(by, { approvers })).toBeUndefined();
  });

  it.each([
    ['user:admin@example.com', []],
    ['user:dev@example.com', ['user:admin@example.com']],
    ['serviceAccount:admin@example.com', ['user:admin@example.com']],
    ['group:team@example.com', ['group:team@example.com']],
    ['user:team@example.com', ['group:team@example.com']],
    ['admin@example.com', ['user:admin@example.com']],
  ])('is not %s where it says %j', (by, approvers) => {
    expect(approverFault(by, { approvers })).toContain(
      `${by} is not among the approvers of this deployment.`,
    );
  });

  it('says plainly that membership of a group cannot be checked', () => {
    const approvers = ['group:security@example.com', 'group:leads@example.com'];
    expect(approverFault('user:admin@example.com', { approvers })).toBe(
      'user:admin@example.com is not among the approvers of this deployment. Who is a member of group:security@example.com, group:leads@example.com cannot be checked here: list the person by name.',
    );
  });
});

describe('who deployed it', () => {
  it.each([
    ['user:dev@example.com', ['dev@example.com']],
    ['user:Dev@example.com', ['admin@example.com', 'dev@example.com']],
    [CI, ['ci@payments-prod.iam.gserviceaccount.com']],
  ])('is not to approve it: %s of %j', (by, deployedBy) => {
    expect(ownDeployFault(by, deployedBy)).toBe(
      `${by} deployed it, and nobody approves or undoes what he deployed himself: ask another approver.`,
    );
  });

  it('leaves it to everybody else', () => {
    expect(ownDeployFault('user:admin@example.com', ['dev@example.com'])).toBeUndefined();
  });

  it('must be known', () => {
    expect(ownDeployFault('user:admin@example.com', [])).toContain('not known who deployed it');
  });
});
