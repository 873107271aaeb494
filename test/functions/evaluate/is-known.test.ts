import { describe, expect, test } from 'vitest';
import { isKnown } from '../../../functions/evaluate/is-known.ts';
import type { Decision } from '../../../shared/domain/decision.ts';
import type { DefaultServiceAccountEvidence } from '../../../shared/domain/evidence.ts';
import type { Finding, Violation } from '../../../shared/domain/finding.ts';
import { accountUse } from '../../../shared/rules/parts/account-use.ts';
import { attemptedSubject } from '../../fixtures/attempted-subject.ts';
import { crossProjectDiagnosis, withAccount } from '../../fixtures/diagnosis.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { liveSubject } from '../../fixtures/live-subject.ts';

const TICKETED = someFinding();
const judgement = (change: Partial<Violation> = {}, decision: Partial<Decision> = {}) => ({
  violation: { ...TICKETED, ...change },
  decision: { ...TICKETED.decision, ...decision },
  fix: [],
});
function evidence(change: Partial<DefaultServiceAccountEvidence>): DefaultServiceAccountEvidence {
  if (TICKETED.evidence.kind !== 'default-service-account') throw new Error('Another evidence.');
  return { ...TICKETED.evidence, ...change };
}
const AT = '2026-05-04T12:00:00Z';
const SWEEP = { quiet: 'sweep', at: AT } as const;
const DRIFT = { quiet: 'drift', at: AT } as const;
const exemption = { id: 'legacy', expires: '2026-12-31' };

describe('a finding is known as it is', () => {
  test.each<[string, Partial<Finding>, Partial<Violation>, Partial<Decision>]>([
    ['when nothing has changed', {}, {}, {}],
    ['when it was only observed', { state: 'open' }, {}, { mode: 'observe' }],
    [
      'when Bailiff holds it lower than the policy says',
      { state: 'held' },
      {},
      { mode: 'approve' },
    ],
    ['when it waits for an approval', { state: 'awaiting-approval' }, {}, {}],
    [
      'when its job has run since',
      {},
      { evidence: evidence({ executionCount: 7, runningExecutions: ['x'] }) },
      {},
    ],
    [
      'when no event tells how the account was named',
      {},
      { evidence: evidence({ named: 'unknown' }) },
      {},
    ],
    [
      'when it is still exempt',
      { state: 'exempt', decision: { ...TICKETED.decision, exemption } },
      {},
      { exemption },
    ],
  ])('%s', (_, finding, violation, decision) => {
    const judged = judgement(violation, decision);
    expect(isKnown(someFinding(finding), judged, liveSubject(), SWEEP)).toBe(true);
  });

  test.each<[string, Partial<Finding>, Partial<Violation>, Partial<Decision>]>([
    ['while nobody may have been told', { state: 'open' }, {}, {}],
    ['after the job changed', { generation: 0 }, {}, {}],
    ['after the job was made again', { uid: 'another' }, {}, {}],
    ['after the policy changed', {}, {}, { policyDigest: 'cd'.repeat(32) }],
    ['when more cannot be read', {}, { indeterminate: ['No policy.'] }, {}],
    ['when its account has other roles', {}, { evidence: evidence({ roles: [] }) }, {}],
    ['when it was resolved', { state: 'resolved' }, {}, {}],
    ['when it was remediated', { state: 'remediated' }, {}, {}],
    ['once it is exempt', {}, {}, { exemption }],
    [
      'once it is exempt no more',
      { state: 'exempt', decision: { ...TICKETED.decision, exemption } },
      {},
      {},
    ],
    ['when it may be mended by now, as the ceiling was raised', {}, {}, { mode: 'remediate' }],
  ])('not %s', (_, finding, violation, decision) => {
    const judged = judgement(violation, decision);
    expect(isKnown(someFinding(finding), judged, liveSubject(), SWEEP)).toBe(false);
  });

  test('of the use of an account, while every condition and the account stand as they stood', () => {
    const missing = crossProjectDiagnosis({ 'token-minting': 'missing' });
    const knownAs = (diagnosis: typeof missing) => {
      const use = accountUse(liveSubject({}, { diagnosis: missing }));
      const now = accountUse(liveSubject({}, { diagnosis }));
      if (use === undefined || now === undefined) throw new Error('There is a diagnosis.');
      const finding = someFinding({ evidence: use });
      return isKnown(finding, judgement({ evidence: now }), liveSubject(), SWEEP);
    };
    expect(knownAs({ ...missing, unread: ['x'] })).toBe(true);
    expect(knownAs(crossProjectDiagnosis({ 'token-minting': 'unknown' }))).toBe(false);
    expect(knownAs(withAccount(missing, 'disabled'))).toBe(false);
  });

  test('never of a denied deploy', () => {
    expect(isKnown(TICKETED, judgement(), attemptedSubject(), SWEEP)).toBe(false);
  });

  test('never when the job itself was touched', () => {
    expect(isKnown(TICKETED, judgement(), liveSubject(), { at: AT })).toBe(false);
  });
});

describe('after a change of who may use the account, a finding is', () => {
  const use = accountUse(
    liveSubject({}, { diagnosis: crossProjectDiagnosis({ 'token-minting': 'missing' }) }),
  );
  if (use === undefined) throw new Error('There is a diagnosis.');
  const MINUTES_BEFORE = '2026-05-04T11:55:00Z';
  const HOUR_BEFORE = '2026-05-04T11:00:00Z';

  test.each<[string, boolean, Partial<Finding>, Decision['mode']]>([
    ['known while it is open', true, { state: 'open', lastSeen: MINUTES_BEFORE }, 'ticket'],
    [
      'not known while this event may be all that tells',
      false,
      { state: 'open', lastSeen: AT },
      'ticket',
    ],
    ['known with its ticket', true, { state: 'ticketed', lastSeen: HOUR_BEFORE }, 'ticket'],
    [
      'known while its restore settles',
      true,
      { state: 'settling', lastSeen: HOUR_BEFORE },
      'remediate',
    ],
    [
      'known while its restore waits for an approver',
      true,
      { state: 'awaiting-approval', lastSeen: HOUR_BEFORE },
      'approve',
    ],
    [
      'known when its restore was just held',
      true,
      { state: 'held', lastSeen: MINUTES_BEFORE },
      'remediate',
    ],
    [
      'looked at again when its restore was held an hour ago',
      false,
      { state: 'held', lastSeen: HOUR_BEFORE },
      'remediate',
    ],
    [
      'looked at again when its restore failed an hour ago',
      false,
      { state: 'failed', lastSeen: HOUR_BEFORE },
      'approve',
    ],
    [
      'known when it was held and nothing may be restored',
      true,
      { state: 'held', lastSeen: HOUR_BEFORE },
      'ticket',
    ],
  ])('%s', (_, known, finding, mode) => {
    const judged = judgement({ evidence: use }, { mode });
    const present = someFinding({ ...finding, evidence: use });
    expect(isKnown(present, judged, liveSubject(), DRIFT)).toBe(known);
  });

  test('left to the next event by a sweep, which restores nothing', () => {
    const present = someFinding({ state: 'held', lastSeen: HOUR_BEFORE, evidence: use });
    const judged = judgement({ evidence: use }, { mode: 'remediate' });
    expect(isKnown(present, judged, liveSubject(), SWEEP)).toBe(true);
  });
});
