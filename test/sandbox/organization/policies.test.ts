import { describe, expect, it } from 'vitest';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import {
  currentPolicy,
  effectivePolicy,
  renameMember,
  replacePolicy,
} from '../../../sandbox/organization/policies.ts';

const NAME = 'projects/data-dev';

function local(propagationSeconds: number) {
  const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
  const file = { ...readOrganizationFile('sandbox/organization.yaml'), propagationSeconds };
  return { organization: createOrganization(file, () => clock.now), clock };
}

describe('policies', () => {
  it('get a new etag with every write, in base64', () => {
    const { organization } = local(0);
    const etags = [1, 2, 3].map(() => replacePolicy(organization, NAME, { bindings: [] }).etag);
    expect(new Set(etags).size).toBe(3);
    for (const etag of etags) expect(etag).toMatch(/^[A-Za-z0-9+/]{11}=$/);
  });

  it('keep the one in force however many writes are under way', () => {
    const { organization, clock } = local(60);
    const before = effectivePolicy(organization, NAME);
    for (let count = 0; count < 50; count += 1) {
      clock.now += 1000;
      replacePolicy(organization, NAME, { bindings: [], count });
    }
    expect(effectivePolicy(organization, NAME)).toBe(before);
    clock.now += 30_000;
    expect(effectivePolicy(organization, NAME)['count']).toBe(19);
    clock.now += 30_000;
    expect(effectivePolicy(organization, NAME)['count']).toBe(49);
  });

  it('rename a member everywhere at once, under the same etags', () => {
    const { organization } = local(60);
    const before = currentPolicy(organization, NAME);
    const untouched = currentPolicy(organization, 'projects/identity-prod');
    renameMember(organization, 'user:dev@example.com', 'user:gone@example.com');
    const after = currentPolicy(organization, NAME);
    expect(after.etag).toBe(before.etag);
    expect(after.bindings?.slice(0, 2)).toEqual([
      { role: 'roles/run.developer', members: ['user:gone@example.com'] },
      { role: 'roles/iam.serviceAccountUser', members: ['user:gone@example.com'] },
    ]);
    expect(JSON.stringify(effectivePolicy(organization, NAME))).not.toContain('user:dev@');
    expect(currentPolicy(organization, 'projects/identity-prod')).toBe(untouched);
  });
});
