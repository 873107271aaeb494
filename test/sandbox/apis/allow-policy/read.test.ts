import { describe, expect, it } from 'vitest';
import { shownPolicy } from '../../../../sandbox/apis/allow-policy/read.ts';
import { ADMIN, refusal, servedApis } from '../served-apis.ts';

const PLAIN = { role: 'roles/viewer', members: ['user:dev@example.com'] };
const CONDITIONAL = {
  role: 'roles/run.viewer',
  members: ['user:ci@example.com'],
  condition: { title: 'soon', expression: 'true' },
};

describe('a policy as its reader sees it', () => {
  it('is whole to who asks for version 3', () => {
    const policy = { version: 3, etag: 'AAAA', bindings: [PLAIN, CONDITIONAL] };
    expect(shownPolicy(policy, 3)).toEqual(policy);
  });

  it.each([0, 1])('hides conditions behind a role nobody can grant from version %i', (version) => {
    const bindings = [PLAIN, CONDITIONAL];
    expect(shownPolicy({ version: 3, etag: 'AAAA', bindings }, version)).toEqual({
      version: 1,
      etag: 'AAAA',
      bindings: [
        PLAIN,
        {
          role: expect.stringMatching(/^roles\/run\.viewer_withcond_[0-9a-f]{20}$/),
          members: ['user:ci@example.com'],
        },
      ],
    });
  });

  it('says version 1 where there are no conditions, and keeps audit configs', () => {
    const policy = { version: 3, etag: 'AAAA', bindings: [PLAIN], auditConfigs: [{}] };
    expect(shownPolicy(policy, 3)).toEqual({ ...policy, version: 1 });
  });

  it('has no bindings field when there are none', () => {
    expect(shownPolicy({ version: 1, etag: 'AAAA', bindings: [] }, 3)).toEqual({
      version: 1,
      etag: 'AAAA',
    });
  });

  it('comes in version 0, 1 or 3, asked for in the body or in the query', async () => {
    const apis = await servedApis();
    const path = 'v1/projects/payments-prod:getIamPolicy';
    const body = { options: { requestedPolicyVersion: 2 } };
    expect(refusal(await apis.call(ADMIN, 'POST', path, body))).toBe(
      '400 INVALID_ARGUMENT: Requested policy version (2) is not valid: it must be 0, 1 or 3.',
    );
    const query = `${path}?options.requestedPolicyVersion=4`;
    expect((await apis.call(ADMIN, 'POST', query, {})).status).toBe(400);
    expect((await apis.call(ADMIN, 'POST', path)).status).toBe(200);
  });
});
