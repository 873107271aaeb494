import { describe, expect, it } from 'vitest';
import { Deployment, ownIdentities } from '../../../shared/domain/deployment.ts';

const at = (name: string) => `bailiff-${name}@bailiff-prod.iam.gserviceaccount.com`;
const LEAST = {
  organization: 'organizations/100000000001',
  project: 'bailiff-prod',
  domains: ['example.com'],
  ceiling: 'remediate',
  actions: [],
  dedicatedAccountRoles: [],
  approvers: [],
  identities: {
    evaluate: at('evaluate'),
    remediate: at('remediate'),
    notify: at('notify'),
    console: at('console'),
    jobWriter: at('job-writer'),
    accountWriter: at('account-writer'),
  },
};

describe('a deployment', () => {
  it('trusts no account unless it says so', () => {
    expect(Deployment.parse(LEAST).trustAccounts).toEqual([]);
  });

  it('knows as its own every identity that it names, and no more', () => {
    expect(ownIdentities(Deployment.parse(LEAST))).toEqual([
      'bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com',
      'bailiff-remediate@bailiff-prod.iam.gserviceaccount.com',
      'bailiff-notify@bailiff-prod.iam.gserviceaccount.com',
      'bailiff-console@bailiff-prod.iam.gserviceaccount.com',
      'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com',
      'bailiff-account-writer@bailiff-prod.iam.gserviceaccount.com',
    ]);
    const identities = { ...LEAST.identities, orgPolicyWriter: at('org-policy-writer') };
    expect(ownIdentities(Deployment.parse({ ...LEAST, identities })).slice(6)).toEqual([
      'bailiff-org-policy-writer@bailiff-prod.iam.gserviceaccount.com',
    ]);
  });

  it.each([
    '*@identity-prod.iam.gserviceaccount.com',
    '310000000003-compute@developer.gserviceaccount.com',
    'identity-prod@appspot.gserviceaccount.com',
    'service-310000000003@serverless-robot-prod.iam.gserviceaccount.com',
    'Batch-Runtime@identity-prod.iam.gserviceaccount.com',
    'projects/identity-prod/serviceAccounts/batch-runtime@identity-prod.iam.gserviceaccount.com',
    'dev@example.com',
  ])('cannot have %s in trustAccounts', (account) => {
    expect(Deployment.safeParse({ ...LEAST, trustAccounts: [account] }).success).toBe(false);
  });

  it('allows allow-cross-project-use only with an identity to write organization policies', () => {
    const actions = ['allow-cross-project-use'];
    expect(Deployment.safeParse({ ...LEAST, actions }).error?.issues).toMatchObject([
      {
        path: ['identities', 'orgPolicyWriter'],
        message: 'must be named where actions lists allow-cross-project-use, which writes as it.',
      },
    ]);
    const identities = { ...LEAST.identities, orgPolicyWriter: at('org-policy-writer') };
    expect(Deployment.safeParse({ ...LEAST, actions, identities }).success).toBe(true);
  });
});
