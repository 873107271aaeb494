import { describe, expect, it } from 'vitest';
import { forbiddenIn } from '../../../shared/policy/forbidden-permissions.ts';

describe('forbiddenIn', () => {
  it.each([
    'iam.serviceAccounts.actAs',
    'iam.serviceAccounts.getAccessToken',
    'iam.serviceAccounts.getOpenIdToken',
    'iam.serviceAccounts.signBlob',
    'iam.serviceAccounts.signJwt',
    'iam.serviceAccounts.implicitDelegation',
    'iam.serviceAccounts.setIamPolicy',
    'resourcemanager.projects.setIamPolicy',
    'storage.buckets.setIamPolicy',
    'iam.googleapis.com/workloadIdentityPools.setIamPolicy',
    'iam.denypolicies.delete',
    'iam.serviceAccountKeys.create',
    'iam.serviceAccountKeys.upload',
    'iam.serviceAccountKeys.enable',
    'iam.serviceAccountApiKeyBindings.create',
    'storage.hmacKeys.create',
    'iam.roles.create',
    'iam.roles.update',
    'iam.roles.delete',
    'iam.roles.undelete',
    'iam.googleapis.com/workloadIdentityPoolProviders.create',
    'iam.googleapis.com/workforcePoolProviderKeys.create',
    'cloudbuild.builds.create',
    'cloudbuild.builds.update',
    'cloudbuild.builds.approve',
    'deploymentmanager.deployments.create',
    'run.jobs.runWithOverrides',
    'run.services.sshRoot',
  ])('forbids %s', (permission) => {
    expect(forbiddenIn([permission])).toEqual([permission]);
  });

  it.each([
    'iam.serviceAccounts.get',
    'iam.serviceAccounts.list',
    'iam.serviceAccounts.getIamPolicy',
    'iam.serviceAccountKeys.list',
    'iam.roles.get',
    'iam.googleapis.com/workloadIdentityPools.get',
    'cloudbuild.builds.get',
    'run.jobs.create',
    'run.jobs.update',
    'run.jobs.run',
    'storage.objects.get',
    'secretmanager.versions.access',
    'logging.logEntries.create',
    'pubsub.topics.publish',
  ])('lets %s pass', (permission) => {
    expect(forbiddenIn([permission])).toEqual([]);
  });

  it('keeps the order and leaves the harmless out', () => {
    const permissions = [
      'storage.objects.get',
      'run.jobs.runWithOverrides',
      'run.jobs.get',
      'iam.serviceAccounts.actAs',
    ];
    expect(forbiddenIn(permissions)).toEqual([
      'run.jobs.runWithOverrides',
      'iam.serviceAccounts.actAs',
    ]);
  });
});
