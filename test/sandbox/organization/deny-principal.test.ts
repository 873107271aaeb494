import { describe, expect, it } from 'vitest';
import { memberOfPrincipal } from '../../../sandbox/organization/deny-principal.ts';

describe('a principal of a deny rule', () => {
  it.each([
    ['principal://goog/subject/Dev@example.com', 'user:dev@example.com'],
    [
      'principal://iam.googleapis.com/projects/-/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com',
      'serviceAccount:reports@payments-prod.iam.gserviceaccount.com',
    ],
    [
      'deleted:principal://iam.googleapis.com/projects/-/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com?uid=1',
      'deleted:serviceAccount:reports@payments-prod.iam.gserviceaccount.com?uid=1',
    ],
    ['principalSet://goog/group/deployers@example.com', 'group:deployers@example.com'],
    ['principalSet://goog/public:all', 'allUsers'],
  ])('%s is %s', (principal, member) => {
    expect(memberOfPrincipal(principal)).toBe(member);
  });

  it.each([
    'user:dev@example.com',
    'principal://goog/subject/dev',
    'principal://iam.googleapis.com/projects/payments-prod/serviceAccounts/reports@payments-prod.iam.gserviceaccount.com',
    'principalSet://goog/cloudIdentityCustomerId/C01Abc35',
    'principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s',
    'principalSet://goog/public:ally',
  ])('%s is none that is known here', (principal) => {
    expect(memberOfPrincipal(principal)).toBeUndefined();
  });
});
