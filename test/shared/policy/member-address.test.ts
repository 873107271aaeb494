import { describe, expect, it } from 'vitest';
import { deployerAddress, memberAddress } from '../../../shared/policy/member-address.ts';

describe('memberAddress', () => {
  it.each([
    'user:dev@example.com',
    'group:web@example.com',
    'serviceAccount:a@b.iam.gserviceaccount.com',
  ])('accepts %s', (text) => {
    expect(memberAddress.safeParse(text).success).toBe(true);
  });

  it.each([
    'dev@example.com',
    'user:dev',
    'user:*@example.com',
    'domain:example.com',
    'allUsers',
    'User:a@b.com',
  ])('refuses %s', (text) => {
    expect(memberAddress.safeParse(text).success).toBe(false);
  });
});

describe('deployerAddress', () => {
  it.each([
    'user:ci@example.com',
    'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com',
    'serviceAccount:310000000001-compute@developer.gserviceaccount.com',
  ])('accepts %s', (text) => {
    expect(deployerAddress.safeParse(text).success).toBe(true);
  });

  it.each([
    'group:platform@example.com',
    'ci@example.com',
    'user:CI@example.com',
    'user:terraform@payments-prod.iam.gserviceaccount.com',
    'serviceAccount:ci@example.com',
    'serviceAccount:service-1@serverless-robot-prod.iam.gserviceaccount.com',
    'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s',
    'user:{project}@example.com',
  ])('refuses %s', (text) => {
    expect(deployerAddress.safeParse(text).success).toBe(false);
  });
});
