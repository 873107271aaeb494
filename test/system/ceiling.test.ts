import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, DEFAULT, type Local, mends, startLocal } from './local.ts';

const CI = 'user:ci@example.com';

let local: Local;
beforeAll(async () => {
  local = await startLocal({ policy: mends() });
});
afterAll(() => local.close());

const set = (as: string, mode: string, why = 'A release goes wrong.') =>
  local.call(as, 'POST', 'api/ceiling', { mode, why });

it('is set and shown by approvers alone', async () => {
  await expect(set(CI, 'ticket')).rejects.toThrow('is not among the approvers');
  await expect(local.call(CI, 'GET', 'api/ceiling')).rejects.toThrow('is not among the approvers');
  await expect(set(ADMIN, 'never')).rejects.toThrow('mode: ');
  await expect(set(ADMIN, 'ticket', ' ')).rejects.toThrow('why: ');
  await expect(set(ADMIN, 'ticket', 'two\nlines')).rejects.toThrow('one line of plain text');
  expect(await local.call(ADMIN, 'GET', 'api/ceiling')).toEqual({
    ...{ said: 'Bailiff goes no further than remediate.', mode: 'remediate' },
    ...{ deployment: 'remediate', history: [] },
  });
});

it('keeps every job as it is from the moment it is lowered, with an alert, and says so in each decision', async () => {
  const answer = await set(ADMIN, 'ticket');
  expect(answer).toMatchObject({ mode: 'ticket', said: 'The ceiling is ticket from now on.' });
  await set(ADMIN, 'ticket');
  await local.create('nightly');
  await local.settled();
  expect(local.runsAs('nightly')).toBe(DEFAULT);
  expect(local.writes()).toEqual([]);
  const finding = await local.finding('nightly');
  expect(finding).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(finding.decision.because).toContainEqual(
    expect.stringMatching(
      /^user:admin@example\.com set the ceiling to ticket at \S+: A release goes wrong\.$/,
    ),
  );
  expect(await local.ledger.alerts()).toMatchObject([
    {
      ...{ kind: 'ceiling-lowered', severity: 'high', count: 2 },
      published: expect.any(String),
    },
  ]);
});

it('can be set while the policy file cannot be read', async () => {
  await local.setPolicy('not: a policy');
  expect(await set(ADMIN, 'observe', 'Nothing at all.')).toMatchObject({ mode: 'observe' });
  await local.setPolicy(mends());
});

it('lets the sweep have mended what was only ticketed, once it is taken back', async () => {
  await set(ADMIN, 'remediate', 'It was something else.');
  const { history } = await local.call(ADMIN, 'GET', 'api/ceiling');
  expect(history).toMatchObject([{ mode: 'ticket' }, { mode: 'observe' }, { mode: 'remediate' }]);
  local.publish('sweeps', { kind: 'sweep' });
  await local.settled();
  expect(local.runsAs('nightly')).not.toBe(DEFAULT);
  expect((await local.alerts()).map(({ kind }) => kind).sort()).toEqual([
    'ceiling-lowered',
    'ceiling-lowered',
    'ceiling-raised',
  ]);
});
