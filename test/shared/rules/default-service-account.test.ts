import { describe, expect, it } from 'vitest';
import type { JobState, Subject } from '../../../shared/domain/subject.ts';
import { defaultServiceAccount } from '../../../shared/rules/default-service-account.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const resource = {
  kind: 'job',
  project: 'payments-prod',
  location: 'us-central1',
  name: 'nightly',
} as const;
const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';

function live(job: Partial<JobState>, unread: readonly string[] = []): Subject {
  return liveSubject(job, { unread });
}

function attempted(serviceAccount: string | undefined, impliesDefault: boolean): Subject {
  return attemptedSubject({
    resource,
    serviceAccount,
    impliesDefault,
    principal: { kind: 'user', email: 'ci@example.com' },
    diagnosis: undefined,
  });
}

describe('default-service-account', () => {
  it.each([
    ['the Compute Engine default account', DEFAULT, DEFAULT, 'compute-engine'],
    ['no account at all', '', DEFAULT, 'compute-engine'],
    [
      'App Engine’s default account',
      'payments-prod@appspot.gserviceaccount.com',
      'payments-prod@appspot.gserviceaccount.com',
      'app-engine',
    ],
    [
      'the default account of another project',
      '310000000002-compute@developer.gserviceaccount.com',
      '310000000002-compute@developer.gserviceaccount.com',
      'compute-engine',
    ],
  ])('is broken by a job on %s', (_case, serviceAccount, account, which) => {
    expect(defaultServiceAccount.check(live({ serviceAccount, executionCount: 2 }))).toEqual({
      rule: 'default-service-account',
      resource,
      attempted: false,
      deployer: undefined,
      serviceAccount: account,
      indeterminate: [],
      evidence: {
        kind: 'default-service-account',
        account,
        which,
        named: serviceAccount === '' ? 'by-default' : 'unknown',
        roles: ['roles/editor'],
        executionCount: 2,
        runningExecutions: [],
        lastModifier: 'dev@example.com',
      },
    });
  });

  it.each([
    ['a dedicated account', 'nightly-runner@payments-prod.iam.gserviceaccount.com'],
    ['another project’s account', 'batch-runtime@identity-prod.iam.gserviceaccount.com'],
    [
      'an account whose name only looks like a default',
      'compute@payments-prod.iam.gserviceaccount.com',
    ],
  ])('is kept by a job on %s', (_case, serviceAccount) => {
    expect(defaultServiceAccount.check(live({ serviceAccount }))).toBeUndefined();
  });

  it.each([
    ['that names it', DEFAULT, false, true],
    ['that names none', undefined, true, true],
    ['whose entry does not tell', undefined, false, false],
    ['for another account', 'reports@payments-prod.iam.gserviceaccount.com', false, false],
  ])('judges a denied deploy %s', (_case, account, implied, broken) => {
    const violation = defaultServiceAccount.check(attempted(account, implied));
    if (broken)
      expect(violation).toMatchObject({
        attempted: true,
        deployer: 'ci@example.com',
        serviceAccount: DEFAULT,
      });
    else expect(violation).toBeUndefined();
  });

  it('is at most ticketed on a denied deploy, for there is no job to change', () => {
    expect(defaultServiceAccount.cap(attempted(undefined, true))?.mode).toBe('ticket');
    expect(defaultServiceAccount.cap(live({}))).toBeUndefined();
  });

  it('passes on what could not be read', () => {
    expect(
      defaultServiceAccount.check(live({}, ['the policy of folders/1']))?.indeterminate,
    ).toEqual(['the policy of folders/1']);
  });

  it('gives the lines that mend it, each with its project', () => {
    const subject = live({});
    const violation = defaultServiceAccount.check(subject);
    if (violation === undefined) throw new Error('no violation');
    expect(defaultServiceAccount.fix(violation, subject)).toEqual([
      'gcloud iam service-accounts create nightly-runner --project=payments-prod',
      'gcloud iam service-accounts add-iam-policy-binding nightly-runner@payments-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod',
      'gcloud run jobs update nightly --service-account=nightly-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod',
    ]);
  });

  it('writes the address of an account of a domain-scoped project as Google does', () => {
    const subject = { ...live({}), resource: { ...resource, project: 'example.com:payments' } };
    const violation = defaultServiceAccount.check(subject);
    if (violation === undefined) throw new Error('no violation');
    expect(defaultServiceAccount.fix(violation, subject).at(-1)).toBe(
      'gcloud run jobs update nightly --service-account=nightly-runner@payments.example.com.iam.gserviceaccount.com --region=us-central1 --project=example.com:payments',
    );
  });

  it('leaves the image of a denied deploy to whoever deploys, since gcloud creates no job without one', () => {
    const subject = attempted(DEFAULT, false);
    const violation = defaultServiceAccount.check(subject);
    if (violation === undefined) throw new Error('no violation');
    expect(defaultServiceAccount.fix(violation, subject).at(-1)).toBe(
      'gcloud run jobs create nightly --image=IMAGE --service-account=nightly-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod',
    );
  });
});
