import { expect, it } from 'vitest';
import { diagnosisDigest } from '../../../shared/engine/diagnosis-digest.ts';
import { crossProjectDiagnosis, withAccount } from '../../fixtures/diagnosis.ts';

const one = crossProjectDiagnosis({ 'act-as': 'missing' });

it('is the same for the same states, in whatever words', () => {
  const conditions = one.conditions.map((condition) => ({
    ...condition,
    because: 'Otherwise said.',
  }));
  expect(diagnosisDigest({ ...one, conditions })).toBe(diagnosisDigest(one));
  expect(diagnosisDigest(one)).toMatch(/^[0-9a-f]{64}$/);
});

it.each([
  ['another state', crossProjectDiagnosis({ 'act-as': 'unknown' })],
  ['another condition', crossProjectDiagnosis({ 'token-minting': 'missing' })],
  ['another deployer', { ...one, deployer: 'ci@example.com' }],
  ['another project', { ...one, project: { id: 'data-dev', number: '310000000002' } }],
  ['an account that is disabled', withAccount(one, 'disabled')],
  ['an account that was made again', { ...one, account: { ...one.account, uniqueId: '7' } }],
])('is another one for %s', (_, other) => {
  expect(diagnosisDigest(other)).not.toBe(diagnosisDigest(one));
});
