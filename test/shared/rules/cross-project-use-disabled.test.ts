import { describe, expect, it } from 'vitest';
import { crossProjectUseDisabled } from '../../../shared/rules/cross-project-use-disabled.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import {
  crossProjectDiagnosis,
  ownProjectDiagnosis,
  withAccount,
} from '../../fixtures/diagnosis.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

describe('cross-project-use-disabled', () => {
  it.each([
    ['missing', 'enabled', true],
    ['unknown', 'unknown', true],
    ['unknown', 'missing', false],
    ['missing', 'missing', true],
    ['holds', 'enabled', false],
  ] as const)(
    'judges a live job where the constraint’s condition is %s and the account %s',
    (state, account, broken) => {
      const diagnosis = withAccount(crossProjectDiagnosis({ 'cross-project-use': state }), account);
      const found = crossProjectUseDisabled.check(liveSubject({}, { diagnosis }));
      expect(found?.rule).toBe(broken ? 'cross-project-use-disabled' : undefined);
    },
  );

  it.each([
    ['missing', 'act-as', true],
    ['missing', 'constraint', true],
    ['unknown', 'constraint', true],
    ['unknown', 'act-as', false],
    ['holds', 'constraint', false],
  ] as const)(
    'judges a refused deploy where the constraint’s condition is %s and the refusal is of %s',
    (state, denial, broken) => {
      const diagnosis = crossProjectDiagnosis({ 'cross-project-use': state });
      const found = crossProjectUseDisabled.check(attemptedSubject({ diagnosis, denial }));
      expect(found !== undefined).toBe(broken);
    },
  );

  it('is kept by an account of the job’s own project, whatever its policy says', () => {
    const diagnosis = ownProjectDiagnosis({ 'cross-project-use': 'missing' });
    const subject = attemptedSubject({ diagnosis, denial: 'constraint' });
    expect(crossProjectUseDisabled.check(subject)).toBeUndefined();
  });

  it('is at most ticketed of a job that is there, which runs on', () => {
    expect(crossProjectUseDisabled.cap(liveSubject())?.mode).toBe('ticket');
    expect(crossProjectUseDisabled.cap(attemptedSubject())).toBeUndefined();
  });

  it('mends a refused deploy whole', () => {
    const diagnosis = crossProjectDiagnosis({
      'token-minting': 'missing',
      'cross-project-use': 'missing',
    });
    const subject = attemptedSubject({ diagnosis, denial: 'constraint' });
    const violation = crossProjectUseDisabled.check(subject);
    if (violation === undefined) throw new Error('no violation');
    expect(crossProjectUseDisabled.fix(violation, subject)).toEqual([
      'gcloud mend token-minting --project=identity-prod',
      'gcloud mend cross-project-use --project=identity-prod',
    ]);
  });
});
