import { describe, expect, it } from 'vitest';
import { parseServiceAccount } from '../../../shared/domain/service-account.ts';

describe('the address of a service account', () => {
  it.each([
    ['310000000001-compute@developer.gserviceaccount.com', 'compute-engine-default'],
    ['payments-prod@appspot.gserviceaccount.com', 'app-engine-default'],
    ['batch.example.com@appspot.gserviceaccount.com', 'app-engine-default'],
    ['reports@payments-prod.iam.gserviceaccount.com', 'user-managed'],
    ['reports@batch.example.com.iam.gserviceaccount.com', 'user-managed'],
    [
      'projects/payments-prod/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com',
      'user-managed',
    ],
    ['service-310000000001@serverless-robot-prod.iam.gserviceaccount.com', 'service-agent'],
    ['service-310000000001@gcp-sa-pubsub.iam.gserviceaccount.com', 'service-agent'],
    ['p310000000001-abc123@gcp-sa-cloud-sql.iam.gserviceaccount.com', 'service-agent'],
    ['p1-2@gcp-sa-cloud-sql.iam.gserviceaccount.com', 'service-agent'],
    ['robot-account@container-engine-robot.iam.gserviceaccount.com', 'service-agent'],
    ['310000000001@cloudbuild.gserviceaccount.com', 'service-agent'],
    ['310000000001@cloudservices.gserviceaccount.com', 'service-agent'],
    ['dev@example.com', 'malformed'],
    ['', 'malformed'],
    ['default', 'malformed'],
    ['reports@payments-prod.iam.gserviceaccount.com.example.org', 'malformed'],
  ])('%s is %s', (text, kind) => {
    expect(parseServiceAccount(text).kind).toBe(kind);
  });

  it('tells the project of a user-managed account, domain-scoped ones included', () => {
    expect(parseServiceAccount('reports@batch.example.com.iam.gserviceaccount.com')).toEqual({
      kind: 'user-managed',
      email: 'reports@batch.example.com.iam.gserviceaccount.com',
      accountId: 'reports',
      projectId: 'example.com:batch',
    });
  });

  it('does not take a customer’s account for a service agent because of its name', () => {
    expect(
      parseServiceAccount('service-310000000001@payments-prod.iam.gserviceaccount.com').kind,
    ).toBe('user-managed');
  });
});
