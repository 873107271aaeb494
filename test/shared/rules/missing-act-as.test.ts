import { describe, expect, it } from 'vitest';
import { missingActAs } from '../../../shared/rules/missing-act-as.ts';
import { type AttemptedSubject, attemptedSubject } from '../../fixtures/attempted-subject.ts';
import {
  crossProjectDiagnosis,
  liveDiagnosis,
  ownProjectDiagnosis,
  withAccount,
} from '../../fixtures/diagnosis.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const DEFAULT = '310000000001-compute@developer.gserviceaccount.com';

function fixOf(subject: AttemptedSubject): readonly string[] {
  const violation = missingActAs.check(subject);
  if (violation === undefined) throw new Error('no violation');
  return missingActAs.fix(violation, subject);
}

describe('missing-act-as', () => {
  it.each([
    ['missing', 'act-as', 'enabled', false, true],
    // The refusal named another condition first.
    ['missing', 'token-creator', 'enabled', true, true],
    ['unknown', 'act-as', 'unknown', false, true],
    ['unknown', 'act-as', 'enabled', true, true],
    ['unknown', 'token-creator', 'enabled', false, false],
    ['unknown', 'act-as', 'missing', false, true],
    ['unknown', 'constraint', 'missing', false, true],
    // Who may read the account is told that it is gone, and nothing else.
    ['unknown', 'act-as', 'missing', true, false],
    ['holds', 'act-as', 'enabled', false, false],
  ] as const)(
    'judges a refused deploy where act-as is %s, the refusal is of %s, the account is %s and may be read: %s',
    (state, denial, account, deployerMayRead, broken) => {
      const diagnosis = withAccount(crossProjectDiagnosis({ 'act-as': state }), account);
      const subject = attemptedSubject({ diagnosis, denial, deployerMayRead });
      expect(missingActAs.check(subject) !== undefined).toBe(broken);
    },
  );

  it.each([
    ['missing', 'enabled', true],
    ['unknown', 'unknown', true],
    ['unknown', 'missing', false],
    ['holds', 'enabled', false],
  ] as const)(
    "judges a refused deploy in the account's own project where act-as is %s and the account %s",
    (state, account, broken) => {
      const diagnosis = withAccount(ownProjectDiagnosis({ 'act-as': state }), account);
      const subject = attemptedSubject({ diagnosis });
      expect(missingActAs.check(subject) !== undefined).toBe(broken);
    },
  );

  it('names who was refused, and withholds nothing inside one project', () => {
    const subject = attemptedSubject({ diagnosis: ownProjectDiagnosis({ 'act-as': 'missing' }) });
    expect(missingActAs.check(subject)).toMatchObject({
      rule: 'missing-act-as',
      attempted: true,
      deployer: 'dev@example.com',
      serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com',
      evidence: { withheld: false },
    });
  });

  it('is not found of a job that is there, since its deploy was let through', () => {
    const diagnosis = crossProjectDiagnosis({ 'act-as': 'missing' });
    expect(missingActAs.check(liveSubject({}, { diagnosis }))).toBeUndefined();
  });

  it.each([
    ['a federated identity', 'principal://iam.googleapis.com/subject/x'],
    ['nobody who is known', undefined],
  ])('takes the refusal alone for a lack of %s', (_, deployer) => {
    const diagnosis = crossProjectDiagnosis({ 'act-as': 'unknown' }, { deployer });
    const found = (denial: AttemptedSubject['denial'], state: 'enabled' | 'missing') =>
      missingActAs.check(attemptedSubject({ diagnosis: withAccount(diagnosis, state), denial })) !==
      undefined;
    expect([found('act-as', 'enabled'), found('act-as', 'missing')]).toEqual([true, true]);
    expect([found('other', 'enabled'), found('other', 'missing')]).toEqual([false, false]);
  });

  it('mends all that the deploy lacks, in the order in which Google asks for it', () => {
    const diagnosis = crossProjectDiagnosis({
      'account-usable': 'missing',
      'act-as': 'missing',
      'token-minting': 'missing',
      'cross-project-use': 'missing',
    });
    expect(fixOf(attemptedSubject({ diagnosis, deployerMayRead: true }))).toEqual([
      'gcloud mend account-usable --project=identity-prod',
      'gcloud mend act-as --project=identity-prod',
      'gcloud mend token-minting --project=identity-prod',
      'gcloud mend cross-project-use --project=identity-prod',
    ]);
  });

  it('holds no line that tells how the account stands where the deployer may not read it', () => {
    const conditions = { 'act-as': 'missing', 'token-minting': 'missing' } as const;
    const disabled = crossProjectDiagnosis({ ...conditions, 'account-usable': 'missing' });
    expect(fixOf(attemptedSubject({ diagnosis: disabled }))).toEqual([
      'gcloud mend act-as --project=identity-prod',
      'gcloud mend token-minting --project=identity-prod',
    ]);
    const constrained = crossProjectDiagnosis({ ...conditions, 'cross-project-use': 'unknown' });
    expect(fixOf(attemptedSubject({ diagnosis: constrained, denial: 'constraint' }))).toEqual([
      'gcloud mend act-as --project=identity-prod',
      'gcloud mend token-minting --project=identity-prod',
    ]);
  });

  it.each([
    ['Compute Engine', DEFAULT],
    ['App Engine', 'payments-prod@appspot.gserviceaccount.com'],
  ])('gives an account of its own where the default account of %s was asked for', (_, email) => {
    const diagnosis = ownProjectDiagnosis(
      { 'act-as': 'missing' },
      { account: { ...liveDiagnosis().account, email } },
    );
    const ci = { kind: 'user', email: 'ci@example.com' } as const;
    expect(fixOf(attemptedSubject({ diagnosis, principal: ci }))).toEqual([
      'gcloud iam service-accounts create cp-runner --project=payments-prod',
      'gcloud iam service-accounts add-iam-policy-binding cp-runner@payments-prod.iam.gserviceaccount.com --member=user:ci@example.com --role=roles/iam.serviceAccountUser --condition=None --project=payments-prod',
      'gcloud run jobs create cp --image=IMAGE --service-account=cp-runner@payments-prod.iam.gserviceaccount.com --region=us-central1 --project=payments-prod',
    ]);
  });

  it('sets no bound of its own', () => {
    expect(missingActAs.cap(attemptedSubject())).toBeUndefined();
  });
});
