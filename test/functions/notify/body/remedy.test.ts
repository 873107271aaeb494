import { describe, expect, it } from 'vitest';
import type { AccountCondition } from '../../../../shared/domain/diagnosis.ts';
import { crossProjectDiagnosis } from '../../../fixtures/diagnosis.ts';
import { deniedFinding, liveFinding } from '../account-use-finding.ts';
import { textOf } from '../text-of.ts';

function diagnosed(
  state: AccountCondition,
  email = 'batch-runtime@identity-prod.iam.gserviceaccount.com',
) {
  return crossProjectDiagnosis(
    { 'account-usable': 'missing', 'act-as': 'missing', 'token-minting': 'missing' },
    { account: { email, project: 'identity-prod', uniqueId: '100000000000000000003', state } },
  );
}

describe('what a ticket proposes', () => {
  it.each([
    ['missing', 'Was it deleted on purpose, or is its name misspelt?'],
    ['re-created', 'Grant nothing on it before that is known.'],
  ] as const)('is no grant on an account that is %s', (state, check) => {
    const body = textOf([
      deniedFinding('service-account-unusable', { diagnosis: diagnosed(state) }),
      deniedFinding('missing-act-as', { diagnosis: diagnosed(state) }),
    ]);
    expect(body).toContain(check);
    expect(body.match(/gcloud mend \S+/g)).toEqual(['gcloud mend account-usable']);
  });

  it('is every line, and the enabling first, for an account that is disabled', () => {
    const body = textOf([
      deniedFinding('service-account-unusable', { diagnosis: diagnosed('disabled') }),
    ]);
    expect(body.match(/gcloud mend \S+/g)).toEqual([
      'gcloud mend account-usable',
      'gcloud mend act-as',
      'gcloud mend token-minting',
    ]);
  });

  it.each([
    '310000000003-compute@developer.gserviceaccount.com',
    'identity-prod@appspot.gserviceaccount.com',
  ])('is an account of one’s own, and no access to the default account %s', (email) => {
    const diagnosis = diagnosed('enabled', email);
    const body = textOf([deniedFinding('missing-act-as', { diagnosis })]);
    expect(body).not.toContain('gcloud mend');
    expect(body).toContain(`${email} is a default account`);
    expect(body).toContain('gcloud iam service-accounts create cp-runner --project=payments-prod');
  });

  it('says in words what a deployer needs who can be no member of a binding', () => {
    const deployer =
      'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/ann';
    const body = textOf([deniedFinding('missing-act-as', { deployer })]);
    expect(body).not.toContain('add-iam-policy-binding cp-runner');
    expect(body).toContain('Whoever deploys the job needs Service Account User');
    expect(body).toContain('explain --project payments-prod --account batch-runtime@');
  });

  it('names a job’s own runner within the length that an account’s id may have', () => {
    const name = 'a-job-with-a-name-that-is-far-too-long-for-an-account';
    const resource = {
      kind: 'job',
      project: 'payments-prod',
      location: 'us-central1',
      name,
    } as const;
    const body = textOf([
      liveFinding('service-account-unusable', diagnosed('disabled'), { resource }),
    ]);
    expect(body).toContain('service-accounts create a-job-with-a-name-that-runner --project');
  });

  it('is the role of Google’s service agent where minting is missing in the job’s own project', () => {
    const account = {
      email: 'reports@payments-prod.iam.gserviceaccount.com',
      project: 'payments-prod',
      uniqueId: '100000000000000000002',
      state: 'enabled',
    } as const;
    const diagnosis = crossProjectDiagnosis(
      { 'token-minting': 'missing', 'cross-project-use': 'not-needed' },
      { account },
    );
    const body = textOf([deniedFinding('missing-act-as', { diagnosis })]);
    expect(body).toContain(
      'missing: Cloud Run Service Agent (roles/run.serviceAgent, which contains iam.serviceAccounts.getAccessToken) on payments-prod, for the Cloud Run service agent of payments-prod, service-310000000001@serverless-robot-prod.iam.gserviceaccount.com',
    );
    expect(body).toContain("Was the role taken from Google's service agent on purpose?");
  });

  it('is nothing more than the account’s own lines where it is of the job’s project', () => {
    const diagnosis = crossProjectDiagnosis(
      { 'act-as': 'missing', 'token-minting': 'not-needed', 'cross-project-use': 'not-needed' },
      {
        account: {
          email: 'reports@payments-prod.iam.gserviceaccount.com',
          project: 'payments-prod',
          uniqueId: '100000000000000000002',
          state: 'enabled',
        },
      },
    );
    const body = textOf([deniedFinding('missing-act-as', { diagnosis })]);
    expect(body).toContain('gcloud mend act-as');
    expect(body).not.toContain('Token Creator');
    expect(body).not.toContain('instead:');
  });
});
