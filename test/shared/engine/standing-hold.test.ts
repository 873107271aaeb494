import { describe, expect, it } from 'vitest';
import type { FindingHold } from '../../../shared/domain/approval.ts';
import { diagnosisDigest } from '../../../shared/engine/diagnosis-digest.ts';
import { standingCaps } from '../../../shared/engine/standing-caps.ts';
import { standingHold } from '../../../shared/engine/standing-hold.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import { crossProjectDiagnosis } from '../../fixtures/diagnosis.ts';
import { exampleDeployment, examplePolicy } from '../../fixtures/example-policy.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const policy = examplePolicy();
const standing = { policy, deployment: exampleDeployment(), at: '2026-05-05T06:00:00Z' };
const BY = 'user:admin@example.com';
const AT = '2026-05-04T06:00:00Z';
const { uid, generation } = liveSubject().job;
const missing = crossProjectDiagnosis({ 'act-as': 'missing', 'token-minting': 'missing' });
const rejected = {
  ...{ kind: 'rejected', by: BY, at: AT, reason: 'Not now.', uid, generation },
  ...{ policyDigest: policy.digest, diagnosis: diagnosisDigest(missing) },
} as const satisfies FindingHold;
const undone = {
  ...{ kind: 'undone', by: BY, at: AT, until: '2026-05-11T06:00:00Z', uid, generation },
} as const satisfies FindingHold;
const OWN = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';

describe('a plan that was rejected', () => {
  it('is held for the same job and policy, and says who, when and why', () => {
    expect(standingHold(rejected, liveSubject(), standing)).toBe(
      `${BY} rejected the plan at ${AT} (Not now.), so nothing is done until the job or the policy changes.`,
    );
  });

  it('is held for the same denied deploy while the same is missing', () => {
    expect(standingHold(rejected, attemptedSubject(), standing)).toBe(
      `${BY} rejected the plan at ${AT} (Not now.), so nothing is done until what is missing or the policy changes.`,
    );
    const less = crossProjectDiagnosis({ 'token-minting': 'missing' });
    expect(standingHold(rejected, attemptedSubject({ diagnosis: less }), standing)).toBeUndefined();
    const unknown = attemptedSubject({ diagnosis: undefined });
    expect(standingHold(rejected, unknown, standing)).toBeUndefined();
  });

  it.each([
    ['of a newer generation', liveSubject({ generation: 2 }), policy],
    ['that was made again', liveSubject({ uid: 'another' }), policy],
    ['under another policy', liveSubject(), { ...policy, digest: 'another' }],
  ])('is not held for a job %s', (_, subject, now) => {
    expect(standingHold(rejected, subject, { ...standing, policy: now })).toBeUndefined();
  });
});

describe('what was undone', () => {
  it.each([
    ['the job as it was left', liveSubject()],
    ['the job as Bailiff itself wrote it', liveSubject({ generation: 2, lastModifier: OWN })],
    ['a denied deploy, which changes nothing', attemptedSubject()],
  ])(
    'is held for %s, under whatever policy, and not a second longer than seven days',
    (_, subject) => {
      const other = { ...standing, policy: { ...policy, digest: 'another' } };
      expect(standingHold(undone, subject, other)).toContain(`${BY} undid at ${AT}`);
      const last = { ...standing, at: '2026-05-11T05:59:59.999Z' };
      expect(standingHold(undone, subject, last)).toBeDefined();
      const over = { ...standing, at: '2026-05-11T06:00:00Z' };
      expect(standingHold(undone, subject, over)).toBeUndefined();
    },
  );

  it.each([
    ['was changed by somebody else', liveSubject({ generation: 2 })],
    ['was made again', liveSubject({ uid: 'another' })],
  ])('is not held for a job that %s', (_, subject) => {
    expect(standingHold(undone, subject, standing)).toBeUndefined();
  });
});

describe('the caps of a finding', () => {
  it('hold it at ticket while an approver’s word does', () => {
    const caps = standingCaps(someFinding({ hold: rejected }), liveSubject(), standing);
    expect(caps.map(({ mode }) => mode)).toEqual(['ticket']);
    expect(standingCaps(someFinding(), liveSubject(), standing)).toEqual([]);
  });

  it('let a job that was put back by an undo be mended once the hold is over, but no other that was put back', () => {
    const over = { ...standing, at: undone.until };
    const put = liveSubject({ generation: generation + 1, lastModifier: OWN });
    expect(standingCaps(someFinding({ hold: undone }), put, over)).toEqual([]);
    const again = liveSubject({ generation: generation + 2, lastModifier: OWN });
    expect(standingCaps(someFinding({ hold: undone }), again, over)).toHaveLength(1);
    expect(standingCaps(someFinding(), put, over)).toHaveLength(1);
  });
});
