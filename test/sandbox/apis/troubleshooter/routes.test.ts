import { policytroubleshooter_v3 } from 'googleapis/build/src/apis/policytroubleshooter/v3.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../served-apis.ts';

const BATCH =
  '//iam.googleapis.com/projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com';
const PROJECT = '//cloudresourcemanager.googleapis.com/projects/payments-prod';
const ACT_AS = 'iam.serviceAccounts.actAs';

describe('policy troubleshooter', () => {
  it('answers the real client with every policy above the resource', async () => {
    const apis = await servedApis();
    const api = new policytroubleshooter_v3.Policytroubleshooter(apis.client(ADMIN));
    const accessTuple = {
      principal: 'dev@example.com',
      fullResourceName: PROJECT,
      permission: 'run.jobs.create',
    };
    const { data } = await api.iam.troubleshoot({ requestBody: { accessTuple } });
    expect(data).toMatchObject({
      overallAccessState: 'CAN_ACCESS',
      accessTuple: { ...accessTuple, permissionFqdn: 'run.googleapis.com/jobs.create' },
      allowPolicyExplanation: { allowAccessState: 'ALLOW_ACCESS_STATE_GRANTED' },
      denyPolicyExplanation: { denyAccessState: 'DENY_ACCESS_STATE_NOT_DENIED' },
    });
    const policies = data.allowPolicyExplanation?.explainedPolicies ?? [];
    expect(policies.map((one) => [one.fullResourceName, one.allowAccessState])).toEqual([
      [PROJECT, 'ALLOW_ACCESS_STATE_GRANTED'],
      [
        '//cloudresourcemanager.googleapis.com/folders/200000000001',
        'ALLOW_ACCESS_STATE_NOT_GRANTED',
      ],
      [
        '//cloudresourcemanager.googleapis.com/organizations/100000000001',
        'ALLOW_ACCESS_STATE_NOT_GRANTED',
      ],
    ]);
    expect(policies[0]?.policy?.bindings).toHaveLength(4);
    expect(policies[0]?.bindingExplanations?.[1]).toEqual({
      allowAccessState: 'ALLOW_ACCESS_STATE_GRANTED',
      role: 'roles/run.developer',
      rolePermission: 'ROLE_PERMISSION_INCLUDED',
      rolePermissionRelevance: 'HEURISTIC_RELEVANCE_HIGH',
      combinedMembership: {
        membership: 'MEMBERSHIP_MATCHED',
        relevance: 'HEURISTIC_RELEVANCE_HIGH',
      },
      memberships: {
        'user:dev@example.com': {
          membership: 'MEMBERSHIP_MATCHED',
          relevance: 'HEURISTIC_RELEVANCE_HIGH',
        },
        'user:ci@example.com': {
          membership: 'MEMBERSHIP_NOT_MATCHED',
          relevance: 'HEURISTIC_RELEVANCE_NORMAL',
        },
      },
      relevance: 'HEURISTIC_RELEVANCE_HIGH',
    });
  });

  it.each([
    [{ principal: 'user:dev@example.com' }, /^400 INVALID_ARGUMENT: The principal "user:dev/],
    [{ fullResourceName: 'projects/payments-prod' }, /^400 INVALID_ARGUMENT: The full resource/],
    [{ permission: 'everything' }, /^400 INVALID_ARGUMENT: The permission "everything"/],
    [
      { conditionContext: { request: { receiveTime: 'now' } } },
      /^400 INVALID_ARGUMENT: The receive time "now" is not a timestamp/,
    ],
  ])('refuses %j', async (asked, text) => {
    const apis = await servedApis();
    const sound = { principal: 'dev@example.com', fullResourceName: BATCH, permission: ACT_AS };
    const body = { accessTuple: { ...sound, ...asked } };
    expect(refusal(await apis.call(ADMIN, 'POST', 'v3/iam:troubleshoot', body))).toMatch(text);
  });

  it('answers gcloud’s v2alpha1 in its own words', async () => {
    const apis = await servedApis();
    const accessTuple = {
      principal: 'dev@example.com',
      fullResourceName: BATCH,
      permission: ACT_AS,
    };
    const path = 'v2alpha1/iam:troubleshoot';
    const { body } = await apis.call(ADMIN, 'POST', path, { accessTuple });
    expect(body['access']).toBe('NOT_GRANTED');
    expect(body['explainedPolicies']).toContainEqual({
      access: 'NOT_GRANTED',
      fullResourceName: '//cloudresourcemanager.googleapis.com/projects/identity-prod',
      policy: expect.objectContaining({ version: 1 }),
      bindingExplanations: [
        {
          access: 'NOT_GRANTED',
          role: 'roles/run.serviceAgent',
          rolePermission: 'ROLE_PERMISSION_INCLUDED',
          rolePermissionRelevance: 'HIGH',
          memberships: {
            'serviceAccount:service-310000000003@serverless-robot-prod.iam.gserviceaccount.com': {
              membership: 'MEMBERSHIP_NOT_INCLUDED',
              relevance: 'NORMAL',
            },
          },
          relevance: 'NORMAL',
        },
      ],
      relevance: 'NORMAL',
    });
    const hidden = await apis.call(DEV, 'POST', path, { accessTuple });
    expect(hidden.body['access']).toBe('UNKNOWN_INFO_DENIED');
  });
});
