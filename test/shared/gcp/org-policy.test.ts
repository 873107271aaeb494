import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGoogle } from '../../../shared/gcp/google.ts';
import { organizationPolicies } from '../../../shared/gcp/org-policy.ts';
import { answeringServer } from './answering-server.ts';
import { EVALUATE, type LocalApis, localApis } from './local-apis.ts';

const CONSTRAINT = 'iam.disableCrossProjectServiceAccountUsage';

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

describe('organization policies', () => {
  it.each([
    ['identity-prod', 'off'],
    ['310000000003', 'off'],
    ['payments-prod', 'enforced'],
  ])('say how a constraint works out in %s: %s', async (project, state) => {
    const { effective } = organizationPolicies(apis.as(EVALUATE));
    expect(await effective(project, CONSTRAINT)).toMatchObject({ state });
  });

  it('are not known to who may not read them, and name the right', async () => {
    const { effective } = organizationPolicies(apis.as('user:dev@example.com'));
    expect(await effective('identity-prod', CONSTRAINT)).toEqual({
      state: 'unknown',
      because:
        "The organization policies of identity-prod may not be read (orgpolicy.policy.get): Permission 'orgpolicy.policy.get' denied on resource '//cloudresourcemanager.googleapis.com/projects/identity-prod' (or it may not exist).",
    });
  });

  it('are not asked for what is no project', async () => {
    const { effective } = organizationPolicies(connectGoogle({ apiRoot: 'http://127.0.0.1:1' }));
    expect(await effective('x/../y', CONSTRAINT)).toMatchObject({ state: 'unknown' });
  });

  const constraints = (constraintDefault?: string) => ({
    constraints: [
      { name: 'projects/1/constraints/iam.other', constraintDefault: 'ALLOW' },
      { name: `projects/1/constraints/${CONSTRAINT}`, constraintDefault },
    ],
  });
  it.each([
    ['DENY', 'enforced'],
    ['ALLOW', 'off'],
    ['CONSTRAINT_DEFAULT_UNSPECIFIED', 'unknown'],
    [undefined, 'unknown'],
  ])(
    'without a rule fall back to the default of the constraint, %s: %s',
    async (constraintDefault, state) => {
      const server = await answeringServer(
        { status: 200, body: { name: `projects/1/policies/${CONSTRAINT}`, spec: {} } },
        { status: 200, body: { constraints: [], nextPageToken: 'more' } },
        { status: 200, body: constraints(constraintDefault) },
      );
      const { effective } = organizationPolicies(connectGoogle({ apiRoot: server.apiRoot }));
      expect(await effective('identity-prod', CONSTRAINT)).toMatchObject({ state });
      expect(server.asked.map(({ url }) => url)).toEqual([
        `/v2/projects/identity-prod/policies/${CONSTRAINT}:getEffectivePolicy`,
        '/v2/projects/identity-prod/constraints?pageSize=1000',
        '/v2/projects/identity-prod/constraints?pageSize=1000&pageToken=more',
      ]);
      await server.close();
    },
  );

  it('without a rule are not known where the constraints may not be listed either', async () => {
    const server = await answeringServer(
      { status: 200, body: {} },
      { status: 403, body: { error: { message: 'No.' } } },
    );
    const { effective } = organizationPolicies(connectGoogle({ apiRoot: server.apiRoot }));
    expect(await effective('identity-prod', CONSTRAINT)).toEqual({
      state: 'unknown',
      because:
        'The organization policies of identity-prod may not be read (orgpolicy.constraints.list): No.',
    });
    await server.close();
  });

  const condition = { expression: "resource.matchTag('1/env', 'prod')" };
  it.each([
    ['depends on a condition', [{ enforce: true, condition }, { enforce: false }]],
    ['none of a boolean constraint', [{ denyAll: true }]],
    ['none of a boolean constraint', [{ enforce: true }, { enforce: false }]],
  ])('are not known where a rule %s', async (why, rules) => {
    const server = await answeringServer({ status: 200, body: { spec: { rules } } });
    const { effective } = organizationPolicies(connectGoogle({ apiRoot: server.apiRoot }));
    expect(await effective('identity-prod', CONSTRAINT)).toEqual({
      state: 'unknown',
      because: expect.stringContaining(why),
    });
    await server.close();
  });

  it('are asked for again when the API fails for a moment, and then not known to be anything', async () => {
    const server = await answeringServer({ status: 503, body: {} });
    const { effective } = organizationPolicies(connectGoogle({ apiRoot: server.apiRoot }));
    await expect(effective('identity-prod', CONSTRAINT)).rejects.toMatchObject({ status: 503 });
    expect(server.asked).toHaveLength(3);
    await server.close();
  });
});
