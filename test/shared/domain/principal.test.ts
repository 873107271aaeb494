import { describe, expect, it } from 'vitest';
import { memberOf, parsePrincipal, samePrincipal } from '../../../shared/domain/principal.ts';

describe('a principal', () => {
  it.each([
    ['dev@example.com', 'user:dev@example.com'],
    ['user:Dev@Example.com', 'user:dev@example.com'],
    [
      'reports@payments-prod.iam.gserviceaccount.com',
      'serviceAccount:reports@payments-prod.iam.gserviceaccount.com',
    ],
    [
      '310000000001-compute@developer.gserviceaccount.com',
      'serviceAccount:310000000001-compute@developer.gserviceaccount.com',
    ],
    ['service-310000000001@serverless-robot-prod.iam.gserviceaccount.com', undefined],
    ['310000000001@cloudbuild.gserviceaccount.com', undefined],
    ['principal://iam.googleapis.com/locations/global/workforcePools/p/subject/s', undefined],
    [
      'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*',
      undefined,
    ],
    ['allUsers', undefined],
    ['group:admins@example.com', undefined],
    ['dev@example.com --role=roles/owner', undefined],
    ['a$(id)@example.com', undefined],
    [undefined, undefined],
  ])('%s is granted as %s', (text, member) => {
    expect(memberOf(parsePrincipal(text))).toBe(member);
  });

  it('is the same in either writing, and nobody is the same as an unknown one', () => {
    expect(
      samePrincipal(parsePrincipal('user:dev@example.com'), parsePrincipal('DEV@example.com')),
    ).toBe(true);
    expect(samePrincipal(parsePrincipal('dev@example.com'), parsePrincipal('ci@example.com'))).toBe(
      false,
    );
    expect(samePrincipal(parsePrincipal(undefined), parsePrincipal(''))).toBe(false);
  });
});
