import { expect, test } from 'vitest';
import { alertOnWidenedPolicy } from '../../../functions/evaluate/alert-on-widened-policy.ts';
import { start } from './evaluating.ts';

const ADDRESS = 'gs://bailiff-prod-bailiff-policy/policy.yaml';
const WIDENED = {
  digest: 'abc',
  made: '2026-11-22T11:01:00Z',
  inForce: '2026-11-22T11:11:00Z',
  differences: ['limits.remediationsPerHour goes from 4 to 40.'],
};

test('a version that allows more is a medium alert that says what, and until when it can be stopped', async () => {
  const at = await start();
  const differences = Array.from({ length: 12 }, (_, index) => `Difference ${index + 1}.`);
  await alertOnWidenedPolicy(ADDRESS, { ...WIDENED, differences }, at.ports);
  const [alert] = await at.ledger.alerts();
  expect(alert).toMatchObject({
    id: 'policy-widened~abc~2026-11-22T11:01:00Z',
    kind: 'policy-widened',
    severity: 'medium',
    about: ADDRESS,
  });
  expect(alert?.text.split('\n')).toEqual([
    'The version of the policy file gs://bailiff-prod-bailiff-policy/policy.yaml of 2026-11-22T11:01:00Z allows more than the one before it. All of it is in force from 2026-11-22T11:11:00Z on; what it takes away holds at once. If it is not meant, put the old version back before then. "bailiff policy check FILE --against OLD" prints the whole difference.',
    ...differences.slice(0, 10),
    'and 2 more.',
  ]);
});

test('a version that does not wait is said to be in force', async () => {
  const at = await start();
  await alertOnWidenedPolicy('policy.yaml', { ...WIDENED, inForce: WIDENED.made }, at.ports);
  const [alert] = await at.ledger.alerts();
  expect(alert?.text.split('\n')).toEqual([
    'The version of the policy file policy.yaml of 2026-11-22T11:01:00Z allows more than the one before it. It is in force. "bailiff policy check FILE --against OLD" prints the whole difference.',
    'limits.remediationsPerHour goes from 4 to 40.',
  ]);
});

test('a version is told of once by all instances together, and the same text again when it comes back', async () => {
  const at = await start();
  const other = '2026-11-22T11:03:00Z';
  for (const made of [WIDENED.made, WIDENED.made, other])
    await alertOnWidenedPolicy(ADDRESS, { ...WIDENED, made }, at.ports);
  expect((await at.ledger.alerts()).map(({ id, count }) => [id, count]).toSorted()).toEqual([
    ['policy-widened~abc~2026-11-22T11:01:00Z', 2],
    ['policy-widened~abc~2026-11-22T11:03:00Z', 1],
  ]);
});
