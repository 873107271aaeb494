import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleDeployment } from '../fixtures/example-policy.ts';
import { ADMIN, DEFAULT, type Local, mends, startLocal } from './local.ts';

const DEV = 'user:dev@example.com';
const OTHER = 'user:other@example.com';
const CLIENT = 'gcloud/528.0.0 [click](https://evil.example) @security';

let local: Local;
beforeAll(async () => {
  local = await startLocal({
    deployment: exampleDeployment({ approvers: [ADMIN, DEV] }),
    policy: `${mends()}`.replace('limits: {', 'limits: { fight: { setBacks: 2, window: 24h },'),
  });
});
afterAll(() => local.close());

const setBack = async () => {
  await local.update('nightly', { account: DEFAULT, agent: CLIENT });
  await local.settled();
};
const close = (as: string, id: string) =>
  local.call(as, 'POST', `api/alerts/${encodeURIComponent(id)}/close`, {
    why: 'They mend their pipeline.',
  });

it('has one ticket and one alert when a deployer sets a job back again and again', async () => {
  await local.create('nightly');
  await local.settled();
  expect(local.runsAs('nightly')).not.toBe(DEFAULT);
  await setBack();
  expect(local.runsAs('nightly')).not.toBe(DEFAULT);
  for (let time = 0; time < 3; time += 1) await setBack();
  expect(local.runsAs('nightly')).toBe(DEFAULT);
  const finding = await local.finding('nightly');
  expect(finding).toMatchObject({ state: 'ticketed', mode: 'ticket', setBacks: [{}, {}] });
  const alerts = await local.ledger.alerts();
  expect(alerts).toMatchObject([{ kind: 'fight', severity: 'high', finding: finding.id }]);
  expect(alerts[0]?.text).toContain('set back 2 times since ');
  expect(alerts[0]?.text).toContain(
    'last by dev@example.com (whose client calls itself "gcloud/528.0.0 click (https evil.example) security").',
  );
  const tickets = await local.ledger.tickets();
  expect(tickets).toMatchObject([{ state: 'open' }]);
  expect(tickets[0]?.body).toContain('dev@example.com: 2 of the newest 2, last at ');
  expect(tickets[0]?.body).toContain(
    'name: projects/payments-prod/policies/custom.bailiffNoDefaultAccountOnJobs',
  );
  expect(tickets[0]?.body).not.toContain('https://evil');
});

it('is closed neither by whoever set it back, though he approves, nor by anybody who does not', async () => {
  const [alert] = await local.ledger.alerts();
  await expect(close(DEV, alert?.id ?? '')).rejects.toThrow('nobody closes his own fight');
  await expect(close(OTHER, alert?.id ?? '')).rejects.toThrow();
  await expect(close('user:ci@example.com', alert?.id ?? '')).rejects.toThrow(
    'is not among the approvers',
  );
  expect((await local.ledger.alerts())[0]?.closed).toBeUndefined();
  expect(local.runsAs('nightly')).toBe(DEFAULT);
});

it('is decided again once an approver has closed it, and is a new fight when it begins anew', async () => {
  const [alert] = await local.ledger.alerts();
  await close(ADMIN, alert?.id ?? '');
  await local.settled();
  expect(local.runsAs('nightly')).not.toBe(DEFAULT);
  expect(await local.finding('nightly')).toMatchObject({ state: 'remediated' });
  expect(await local.ledger.tickets()).toMatchObject([{ state: 'closed' }]);
  for (let time = 0; time < 2; time += 1) await setBack();
  expect(local.runsAs('nightly')).toBe(DEFAULT);
  const alerts = await local.ledger.alerts();
  expect(alerts.map(({ kind, closed }) => [kind, closed?.by])).toEqual([
    ['fight', undefined],
    ['fight', ADMIN],
  ]);
  expect(await local.ledger.tickets()).toHaveLength(1);
});
