import { describe, expect, test } from 'vitest';
import { fightOf, standingCaps } from '../../../shared/engine/standing-caps.ts';
import { exampleDeployment, examplePolicy } from '../../fixtures/example-policy.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

// Five set-backs within 24 hours make a fight.
const standing = {
  policy: examplePolicy(),
  deployment: exampleDeployment(),
  at: '2026-05-05T06:00:00Z',
};
const at = (...hours: readonly number[]) =>
  hours.map((hour) => new Date(Date.UTC(2026, 4, 4, hour)).toISOString());

describe('set-backs', () => {
  test('are a fight when there are enough of them within the window', () => {
    const setBacks = at(6, 7, 8, 9, 29);
    expect(fightOf(someFinding({ setBacks }), standing)).toEqual(setBacks);
  });

  test.each([
    ['too few', at(7, 8, 9, 10)],
    ['one too old', at(5, 7, 8, 9, 10)],
  ])('are none when there are %s', (_, setBacks) => {
    expect(fightOf(someFinding({ setBacks }), standing)).toEqual([]);
  });

  test('that make a fight hold the mode at ticket', () => {
    const finding = someFinding({ setBacks: at(7, 8, 9, 10, 11) });
    expect(standingCaps(finding, liveSubject(), standing)).toEqual([
      {
        mode: 'ticket',
        because: 'It was set back 5 times of late, so a person must settle it.',
      },
    ]);
  });
});

describe('a job that breaks a rule', () => {
  test('and was last written by Bailiff was put back, and is held at ticket', () => {
    const lastModifier = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
    expect(standingCaps(undefined, liveSubject({ lastModifier }), standing)).toEqual([
      {
        mode: 'ticket',
        because: 'Bailiff itself put the job back after a remediation, so a person looks first.',
      },
    ]);
  });

  test('of another account, and was moved onto it by Bailiff, was not put back', () => {
    const lastModifier = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
    const serviceAccount = 'nightly-runner@payments-prod.iam.gserviceaccount.com';
    const subject = liveSubject({ lastModifier, serviceAccount });
    expect(standingCaps(undefined, subject, standing)).toEqual([]);
  });

  test('and was last written by anybody else is not held', () => {
    expect(standingCaps(someFinding(), liveSubject(), standing)).toEqual([]);
  });
});
