import { expect, test } from 'vitest';
import { newestResult } from './cross-project.ts';
import { type Evaluating, start } from './evaluating.ts';
import { refusedDeploy } from './refused-deploy.ts';

/** A refusal under an account of identity-prod, at a minute of 09:00 in UTC. */
function refusal(account: number, minute = 0, who = 'mallory@example.com') {
  const email = `account-${account}@identity-prod.iam.gserviceaccount.com`;
  return refusedDeploy(email, `2026-05-04T09:${String(minute).padStart(2, '0')}:00Z`, who);
}

async function storm(at: Evaluating, count: number, who?: string): Promise<void> {
  for (let account = 0; account < count; account += 1)
    await at.deliver(refusal(account, account, who));
}

test('of thirty accounts in an hour twenty findings are made, and one alert tells of the rest', async () => {
  const at = await start();
  await storm(at, 30);
  expect(await at.findings()).toHaveLength(20);
  const [alert, ...others] = await at.ledger.alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    kind: 'denied-deploys-left-out',
    severity: 'high',
    about: 'mallory@example.com',
  });
  expect(alert?.text).toBe(
    'mallory@example.com was refused deploys under so many accounts that 20 findings were made of them within an hour. Further ones of the hour of 2026-05-04T09:00Z are left out: they are counted as denied.left-out and have no ticket. Ask mallory@example.com what is being deployed, and look for all of them in the audit log: protoPayload.serviceName="run.googleapis.com" protoPayload.status.code=7.',
  );
  const { finding = 0, ...counts } = await at.ledger.counts();
  expect(finding + (counts['denied.left-out'] ?? 0)).toBe(30);
  expect(newestResult(at)).toBe('denied.left-out');
});

test('whoever else is refused in that hour has findings of his own', async () => {
  const at = await start();
  await storm(at, 30);
  await at.deliver(refusal(99, 40, 'dev@example.com'));
  expect(newestResult(at)).toBe('finding');
  const theirs = (await at.findings()).filter(({ deployer }) => deployer === 'dev@example.com');
  expect(theirs.length).toBeGreaterThan(0);
});

test('what has a finding already is seen again, and an event that comes twice is counted once', async () => {
  const at = await start();
  await storm(at, 30);
  await at.deliver(refusal(0, 41));
  expect(newestResult(at)).toBe('finding');
  const before = await at.ledger.counts();
  await at.deliver(refusal(29, 29));
  expect(newestResult(at)).toBe('denied.left-out');
  expect(await at.ledger.counts()).toEqual(before);
  expect(await at.findings()).toHaveLength(20);
});

test('an hour later there is room again, and another alert once it is full', async () => {
  const at = await start();
  await storm(at, 30);
  const later = (account: number) => ({
    ...refusal(account, account - 30),
    timestamp: `2026-05-04T11:${account - 30}:00Z`.replace(/:(\d):/, ':0$1:'),
    insertId: `later-${account}`,
  });
  for (let account = 30; account < 60; account += 1) await at.deliver(later(account));
  expect(await at.findings()).toHaveLength(40);
  expect(await at.ledger.alerts()).toHaveLength(2);
});
