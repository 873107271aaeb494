import { describe, expect, it } from 'vitest';
import { serviceAccountUnusable } from '../../../shared/rules/service-account-unusable.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import {
  crossProjectDiagnosis,
  liveDiagnosis,
  ownProjectDiagnosis,
  withAccount,
} from '../../fixtures/diagnosis.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const usable = (state: 'holds' | 'missing' | 'unknown') => ({ 'account-usable': state });

describe('service-account-unusable', () => {
  it.each([
    ['a live job', 'another project', 'missing', true],
    ['a live job', 'another project', 'unknown', true],
    ['a live job', 'another project', 'holds', false],
    ['a live job', 'its own project', 'missing', true],
    ['a live job', 'its own project', 'unknown', true],
    ['a refused deploy', 'another project', 'missing', true],
    // The conditions that the refusal names say what could not be read.
    ['a refused deploy', 'another project', 'unknown', false],
    ['a refused deploy', 'its own project', 'missing', true],
    ['a refused deploy', 'its own project', 'unknown', true],
    ['a refused deploy', 'its own project', 'holds', false],
  ] as const)('judges %s as an account of %s whose use is %s', (what, where, state, broken) => {
    const diagnosis =
      where === 'its own project'
        ? ownProjectDiagnosis(usable(state))
        : crossProjectDiagnosis(usable(state));
    const subject =
      what === 'a live job' ? liveSubject({}, { diagnosis }) : attemptedSubject({ diagnosis });
    expect(serviceAccountUnusable.check(subject) !== undefined).toBe(broken);
  });

  it('is only recorded where the deployer may not be told how the account stands', () => {
    const diagnosis = withAccount(crossProjectDiagnosis(usable('missing')), 'missing');
    const cap = (deployerMayRead: boolean) =>
      serviceAccountUnusable.cap(attemptedSubject({ diagnosis, deployerMayRead }));
    expect(cap(false)).toEqual({
      mode: 'observe',
      because:
        'Google does not tell the deployer how the account stands, so neither does a ticket.',
    });
    expect(cap(true)).toBeUndefined();
    expect(serviceAccountUnusable.cap(liveSubject({}, { diagnosis }))).toBeUndefined();
  });

  it('is told of an account of the deployer’s own project', () => {
    const diagnosis = withAccount(ownProjectDiagnosis(usable('missing')), 'missing');
    expect(serviceAccountUnusable.cap(attemptedSubject({ diagnosis }))).toBeUndefined();
  });

  it('brings the account back under a live job', () => {
    const diagnosis = crossProjectDiagnosis({ ...usable('missing'), 'token-minting': 'missing' });
    const subject = liveSubject({}, { diagnosis });
    const violation = serviceAccountUnusable.check(subject);
    if (violation === undefined) throw new Error('no violation');
    expect(serviceAccountUnusable.fix(violation, subject)).toEqual([
      'gcloud mend account-usable --project=identity-prod',
    ]);
  });

  it('enables no default account, but gives the job an account of its own', () => {
    const conditions = ownProjectDiagnosis(usable('missing')).conditions;
    const subject = liveSubject({}, { diagnosis: liveDiagnosis({ conditions }) });
    const violation = serviceAccountUnusable.check(subject);
    if (violation === undefined) throw new Error('no violation');
    expect(serviceAccountUnusable.fix(violation, subject)).toEqual([
      'gcloud iam service-accounts create nightly-runner --project=payments-prod',
      'gcloud iam service-accounts add-iam-policy-binding nightly-runner@payments-prod.iam.gserviceaccount.com --member=user:dev@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod',
      'gcloud run jobs update nightly --service-account=nightly-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod',
    ]);
  });
});
