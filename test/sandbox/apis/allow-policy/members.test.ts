import { describe, expect, it } from 'vitest';
import { acceptMember } from '../../../../sandbox/apis/allow-policy/members.ts';
import { addAccount, createOrganization } from '../../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../../sandbox/organization/file.ts';
import type { Organization } from '../../../../sandbox/organization/state.ts';

function local(propagationSeconds = 0): { organization: Organization; clock: { now: number } } {
  const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
  const file = readOrganizationFile('sandbox/organization.yaml');
  file.propagationSeconds = propagationSeconds;
  return { organization: createOrganization(file, () => clock.now), clock };
}

describe('a member of a policy', () => {
  it.each([
    ['user:dev@example.com', 'user:dev@example.com'],
    ['user:Stranger@Elsewhere.example', 'user:stranger@elsewhere.example'],
    ['group:ops@example.com', 'group:ops@example.com'],
    ['domain:example.com', 'domain:example.com'],
    ['allUsers', 'allUsers'],
    [
      'serviceAccount:Reports@payments-prod.iam.gserviceaccount.com',
      'serviceAccount:reports@payments-prod.iam.gserviceaccount.com',
    ],
    [
      'serviceAccount:310000000001-compute@developer.gserviceaccount.com',
      'serviceAccount:310000000001-compute@developer.gserviceaccount.com',
    ],
    [
      'serviceAccount:service-310000000002@serverless-robot-prod.iam.gserviceaccount.com',
      'serviceAccount:service-310000000002@serverless-robot-prod.iam.gserviceaccount.com',
    ],
    [
      'serviceAccount:service-org-100000000001@gcp-sa-logging.iam.gserviceaccount.com',
      'serviceAccount:service-org-100000000001@gcp-sa-logging.iam.gserviceaccount.com',
    ],
    [
      'serviceAccount:cloud-logs@system.gserviceaccount.com',
      'serviceAccount:cloud-logs@system.gserviceaccount.com',
    ],
    [
      'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*',
      'principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/*',
    ],
  ])('%s is kept as %s', (member, kept) => {
    expect(acceptMember(local().organization, member)).toBe(kept);
  });

  it.each([
    'dev@example.com',
    'robot:dev@example.com',
    'user:',
    'user:dev',
    'serviceAccount:reports',
    'domain:example',
    'principal:dev@example.com',
    'deleted:serviceAccount:reports@payments-prod.iam.gserviceaccount.com?uid=1',
    'deleted:user:dev@example.com',
    '',
  ])('%s is refused', (member) => {
    expect(() => acceptMember(local().organization, member)).toThrow(
      'Policy members must be of the form "<type>:<value>".',
    );
  });

  it.each([
    'nobody-here@payments-prod.iam.gserviceaccount.com',
    'gone@payments-prod.iam.gserviceaccount.com',
    '999999999999-compute@developer.gserviceaccount.com',
    'service-999999999999@serverless-robot-prod.iam.gserviceaccount.com',
    'payments-prod@appspot.gserviceaccount.com',
  ])('serviceAccount:%s does not exist', (address) => {
    expect(() => acceptMember(local().organization, `serviceAccount:${address}`)).toThrow(
      `Service account ${address} does not exist.`,
    );
  });

  it('that is a service account is not taken for a user', () => {
    const address = 'reports@payments-prod.iam.gserviceaccount.com';
    expect(() => acceptMember(local().organization, `user:${address}`)).toThrow(
      `Principal user:${address} is of type "serviceAccount". The principal should appear as "serviceAccount:${address}". See https://cloud.google.com/iam/help/members/types for additional documentation.`,
    );
  });

  it('that was just made does not exist yet while changes propagate', () => {
    const { organization, clock } = local(60);
    const address = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
    addAccount(organization, 'payments-prod', address);
    const accept = () => acceptMember(organization, `serviceAccount:${address}`);
    clock.now += 59_000;
    expect(accept).toThrow(`Service account ${address} does not exist.`);
    clock.now += 1_000;
    expect(accept()).toBe(`serviceAccount:${address}`);
  });

  it('that was deleted is taken as it was read, and by its name once it is back', () => {
    const { organization, clock } = local();
    const address = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
    const account = addAccount(organization, 'payments-prod', address);
    const member = `deleted:serviceAccount:${address}?uid=${account.uniqueId}`;
    account.deleted = clock.now;
    expect(acceptMember(organization, member)).toBe(member);
    account.deleted = undefined;
    expect(acceptMember(organization, member)).toBe(`serviceAccount:${address}`);
  });
});
