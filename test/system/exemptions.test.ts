import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, DEFAULT, type Local, ruleSays, startLocal } from './local.ts';

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);

const policy = (when: string, expires: string) =>
  [
    ruleSays('mode: ticket').trimEnd(),
    'exemptions:',
    '  - id: EX-1',
    '    rule: default-service-account',
    `    when: ${when}`,
    '    reason: The vendor mends it in March at the latest.',
    '    owner: user:dev@example.com',
    `    approvedBy: ${ADMIN}`,
    `    expires: ${expires}`,
  ].join('\n');
const NIGHTLY = 'finding.resource.job == "nightly"';

let local: Local;
beforeAll(async () => {
  local = await startLocal({ policy: policy(NIGHTLY, '2999-12-31') });
});
afterAll(() => local.close());

const exemptionAlerts = async () =>
  (await local.alerts())
    .map(({ kind }) => kind)
    .filter((kind) => kind.startsWith('exemption'))
    .sort();

it('exempts by the policy file alone: no label of a job says that it is exempt', async () => {
  const labels = { bailiff: 'ignore', 'bailiff-exempt': 'true', exempt: 'ex-1', exemption: 'ex-1' };
  await local.create('hourly', { job: { labels } });
  await local.create('nightly');
  await local.settled();
  expect(await local.finding('hourly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(await local.finding('nightly')).toMatchObject({ state: 'exempt', mode: 'observe' });
});

it('warns of one that ends, and has what it was about ticketed once it is over, with the next sweep', async () => {
  await local.setPolicy(policy(NIGHTLY, TOMORROW));
  local.publish('sweeps', { kind: 'sweep' });
  await local.settled();
  expect(await exemptionAlerts()).toEqual(['exemption-ends']);
  expect(await local.finding('nightly')).toMatchObject({ state: 'exempt' });
  await local.setPolicy(policy(NIGHTLY, '2026-01-01'));
  local.publish('sweeps', { kind: 'sweep' });
  await local.settled();
  expect(await local.finding('nightly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(await exemptionAlerts()).toEqual(['exemption-ends', 'exemption-lapsed']);
});

it('has what it no longer covers ticketed with the next tick, though its id and date are the same', async () => {
  await local.setPolicy(policy('finding.resource.job in ["monthly", "daily"]', '2999-12-31'));
  await local.create('monthly');
  await local.create('daily');
  await local.settled();
  expect(await local.finding('monthly')).toMatchObject({ state: 'exempt', mode: 'observe' });
  await local.setPolicy(policy('finding.resource.job in ["daily"]', '2999-12-31'));
  local.publish('ticks', { kind: 'tick' });
  await local.settled();
  expect(await local.finding('monthly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(await local.finding('daily')).toMatchObject({ state: 'exempt', mode: 'observe' });
});

it('changes nothing, and raises an alert, while the condition of one cannot be evaluated', async () => {
  const mends = policy('finding.resource.labels.team == "data"', '2999-12-31').replace(
    'mode: ticket',
    'mode: remediate\n    action: { create: { roles: [] } }\n    remediateExecuted: true',
  );
  await local.setPolicy(mends);
  await local.create('weekly');
  await local.settled();
  expect(await local.finding('weekly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(local.runsAs('weekly')).toBe(DEFAULT);
  expect(await local.alerts()).toContainEqual({
    ...{ kind: 'exemption-unreadable', severity: 'high', about: 'EX-1' },
  });
  expect(local.writes()).toEqual([]);
});

it('changes nothing, and raises an alert, while the file that holds them is refused', async () => {
  await local.setPolicy(policy(NIGHTLY, '2999-12-31').replace('id: EX-1', 'id: EX 1'));
  await local.create('yearly');
  await local.settled();
  // The last good version stays in force, with its exemptions.
  expect(await local.finding('yearly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(await local.alerts()).toContainEqual(
    expect.objectContaining({ kind: 'policy-rejected', severity: 'high' }),
  );
  expect(local.writes()).toEqual([]);
});
