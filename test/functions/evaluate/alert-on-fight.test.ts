import { expect, test } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { DEFAULT, type Evaluating, ID, moveTo, REPORTS, start } from './evaluating.ts';

const policy = [
  'apiVersion: bailiff/v1',
  'limits: {fight: {setBacks: 2, window: 24h}}',
  'rules: {default-service-account: {mode: remediate, action: {create: {roles: []}}}}',
].join('\n');

/** Bailiff mends the job, and dev sets it back. */
async function setBack(at: Evaluating) {
  await at.ledger.move(ID, { state: 'remediated' });
  await moveTo(at, REPORTS);
  await moveTo(at, DEFAULT);
  await at.deliver(at.newestEntry());
}

test('a job that is set back often enough is held at ticket, and an alert names who did it', async () => {
  const at = await start({ policy });
  await createJob(at.apis, 'nightly');
  await at.deliver(at.newestEntry());
  await setBack(at);
  expect(await at.findings()).toMatchObject([{ mode: 'remediate', setBacks: [expect.anything()] }]);
  expect(await at.ledger.alerts()).toEqual([]);

  await setBack(at);
  const [finding] = await at.findings();
  expect(finding).toMatchObject({
    mode: 'ticket',
    decision: { mode: 'ticket', wanted: 'remediate' },
  });
  expect(finding?.decision.because).toContain(
    'It was set back 2 times of late, so a person must settle it.',
  );
  const [alert] = await at.ledger.alerts();
  expect(alert).toMatchObject({ kind: 'fight', severity: 'high', count: 1 });
  expect(alert?.text).toMatch(/set back 2 times since .*, last by dev@example\.com/);
  const messages = at.published.map(({ message }) => message);
  expect(messages).toContainEqual({ kind: 'alert', alert: alert?.id });
  expect(messages.at(-1)).toMatchObject({ decision: expect.stringContaining('.ticket.') });
});

test('a fight goes on being held when the event is delivered again', async () => {
  const at = await start({ policy });
  await createJob(at.apis, 'nightly');
  await at.deliver(at.newestEntry());
  await setBack(at);
  await setBack(at);
  await at.deliver(at.newestEntry());
  expect(await at.findings()).toMatchObject([{ mode: 'ticket', setBacks: [{}, {}] }]);
});
