import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../shared/domain/diagnosis.ts';
import { missingTokenCreator } from '../../../shared/rules/missing-token-creator.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import {
  crossProjectDiagnosis,
  liveDiagnosis,
  ownProjectDiagnosis,
  withAccount,
} from '../../fixtures/diagnosis.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const BATCH_RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
type State = Condition['state'];

describe('missing-token-creator', () => {
  it('is found of a job that is there, with the whole diagnosis and without a deployer', () => {
    const diagnosis = crossProjectDiagnosis(
      { 'act-as': 'unknown', 'token-minting': 'missing' },
      { deployer: undefined },
    );
    const subject = liveSubject({ serviceAccount: BATCH_RUNTIME }, { diagnosis });
    expect(missingTokenCreator.check(subject)).toEqual({
      rule: 'missing-token-creator',
      resource: {
        kind: 'job',
        project: 'payments-prod',
        location: 'us-central1',
        name: 'nightly',
      },
      attempted: false,
      deployer: undefined,
      serviceAccount: BATCH_RUNTIME,
      evidence: { kind: 'account-use', diagnosis, denial: undefined, withheld: false },
      indeterminate: [],
    });
  });

  it('is found of a refused deploy, with its deployer and what the refusal named', () => {
    const subject = attemptedSubject();
    expect(missingTokenCreator.check(subject)).toMatchObject({
      resource: { name: 'cp' },
      attempted: true,
      deployer: 'dev@example.com',
      serviceAccount: BATCH_RUNTIME,
      evidence: { kind: 'account-use', denial: 'act-as', withheld: true },
    });
  });

  it.each<[State, 'enabled' | 'missing' | 'unknown', boolean]>([
    ['missing', 'enabled', true],
    ['unknown', 'enabled', true],
    ['unknown', 'unknown', true],
    // Then only that the account is gone is news.
    ['unknown', 'missing', false],
    ['holds', 'enabled', false],
    ['not-needed', 'enabled', false],
  ])('judges a live job where minting is %s and the account %s', (state, account, broken) => {
    const diagnosis = withAccount(crossProjectDiagnosis({ 'token-minting': state }), account);
    expect(missingTokenCreator.check(liveSubject({}, { diagnosis })) !== undefined).toBe(broken);
  });

  it.each([
    ['missing', 'act-as', 'enabled', false, true],
    ['missing', 'constraint', 'enabled', true, true],
    ['unknown', 'token-creator', 'unknown', false, true],
    ['unknown', 'act-as', 'unknown', false, false],
    ['unknown', 'constraint', 'enabled', true, false],
    // A deployer who may not read the account is told the same as of one that he may not use.
    ['unknown', 'act-as', 'missing', false, true],
    ['unknown', 'other', 'missing', false, true],
    ['unknown', 'act-as', 'missing', true, false],
    ['holds', 'token-creator', 'enabled', false, false],
  ] as const)(
    'judges a refused deploy where minting is %s, the refusal is of %s, the account is %s and may be read: %s',
    (state, denial, account, deployerMayRead, broken) => {
      const diagnosis = withAccount(crossProjectDiagnosis({ 'token-minting': state }), account);
      const subject = attemptedSubject({ diagnosis, denial, deployerMayRead });
      expect(missingTokenCreator.check(subject) !== undefined).toBe(broken);
    },
  );

  it.each([
    ['missing', 'token-creator', true],
    ['missing', 'act-as', true],
    ['unknown', 'token-creator', true],
    ['unknown', 'act-as', false],
    ['holds', 'token-creator', false],
  ] as const)(
    'judges a refused deploy in the own project where minting is %s and the refusal of %s',
    (state, denial, broken) => {
      const diagnosis = ownProjectDiagnosis({ 'token-minting': state });
      const subject = attemptedSubject({ diagnosis, denial });
      expect(missingTokenCreator.check(subject) !== undefined).toBe(broken);
    },
  );

  it('leaves a job that is there under an account of its own project to what Google gives the service agent', () => {
    const diagnosis = ownProjectDiagnosis({ 'token-minting': 'missing' });
    expect(missingTokenCreator.check(liveSubject({}, { diagnosis }))).toBeUndefined();
  });

  it('judges nothing where the entry does not tell the account', () => {
    const subject = attemptedSubject({ diagnosis: undefined, denial: 'token-creator' });
    expect(missingTokenCreator.check(subject)).toBeUndefined();
  });

  it('is indeterminate by what the diagnosis could not read', () => {
    const diagnosis = crossProjectDiagnosis(
      { 'token-minting': 'unknown' },
      { unread: ['The policy of folders/1 may not be read.'] },
    );
    const found = missingTokenCreator.check(liveSubject({}, { diagnosis }));
    expect(found?.indeterminate).toEqual(['The policy of folders/1 may not be read.']);
  });

  it('mends its own condition under a live job, and all that a refused deploy lacks', () => {
    const diagnosis = crossProjectDiagnosis({
      'act-as': 'missing',
      'token-minting': 'missing',
      'cross-project-use': 'missing',
    });
    const fix = (subject: Parameters<typeof missingTokenCreator.check>[0]) => {
      const violation = missingTokenCreator.check(subject);
      if (violation === undefined) throw new Error('no violation');
      return missingTokenCreator.fix(violation, subject);
    };
    expect(fix(liveSubject({}, { diagnosis }))).toEqual([
      'gcloud mend token-minting --project=identity-prod',
    ]);
    expect(fix(attemptedSubject({ diagnosis }))).toEqual([
      'gcloud mend act-as --project=identity-prod',
      'gcloud mend token-minting --project=identity-prod',
      'gcloud mend cross-project-use --project=identity-prod',
    ]);
  });

  it('proposes the agent’s role in its own project beside an account other than the default one', () => {
    const diagnosis = ownProjectDiagnosis(
      { 'token-minting': 'missing' },
      { account: liveDiagnosis().account },
    );
    const subject = attemptedSubject({ diagnosis, denial: 'token-creator' });
    const violation = missingTokenCreator.check(subject);
    if (violation === undefined) throw new Error('no violation');
    const fix = missingTokenCreator.fix(violation, subject);
    expect(fix[0]).toMatch(/^gcloud iam service-accounts create /);
    expect(fix.at(-1)).toBe('gcloud mend token-minting --project=identity-prod');
  });

  it('sets a bound in the own project alone', () => {
    expect(missingTokenCreator.cap(attemptedSubject())).toBeUndefined();
    const diagnosis = crossProjectDiagnosis({ 'token-minting': 'missing' });
    expect(missingTokenCreator.cap(liveSubject({}, { diagnosis }))).toBeUndefined();
    const own = ownProjectDiagnosis({ 'token-minting': 'missing' });
    expect(missingTokenCreator.cap(attemptedSubject({ diagnosis: own }))?.mode).toBe('ticket');
  });
});
