import { expect, it } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { DEFAULT, remediating } from './remediating.ts';

const TICKET = {
  mode: 'ticket',
  by: 'user:admin@example.com',
  at: '2026-03-01T10:00:00Z',
  why: 'Stop.',
} as const;
const SAID = 'user:admin@example.com set the ceiling to ticket at 2026-03-01T10:00:00Z: Stop.';

it('thrown after the world was read lets no claim begin, and the next delivery tickets', async () => {
  const world = await remediating();
  const message = await world.made('nightly');
  const ledger = world.ledger();
  const claim: Ledger['claim'] = async (request) => {
    await ledger.setCeiling(TICKET);
    return ledger.claim(request);
  };
  const thrown = world.deliver(message, { ledger: { ...ledger, claim } });
  await expect(thrown).rejects.toThrow(`Nothing was begun. ${SAID}`);
  expect(await world.remediations('nightly')).toEqual([]);
  await world.deliver(message);
  expect(await world.finding('nightly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  expect(world.writes()).toEqual([]);
  await world.close();
});

it('thrown between two steps begins none of those that are left, and takes back what was done', async () => {
  const world = await remediating();
  const message = await world.made('nightly');
  const ledger = world.ledger();
  const endStep: Ledger['endStep'] = async (decision, owner, index, after, at) => {
    await ledger.endStep(decision, owner, index, after, at);
    if (index === 1) await ledger.setCeiling(TICKET);
  };
  await world.deliver(message, { ledger: { ...ledger, endStep } });
  expect(world.runsAs('nightly')).toBe(DEFAULT);
  expect(world.rolesOf(await world.dedicatedTo('nightly'))).toEqual([]);
  const [remediation] = await world.remediations('nightly');
  expect(remediation?.outcome).toMatchObject({
    kind: 'skipped',
    because: expect.stringContaining(SAID),
  });
  expect(await world.finding('nightly')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  await world.close();
});

it('has what is half done put back even while no version of the policy file can be read', async () => {
  const world = await remediating();
  const message = await world.made('nightly', { as: 'user:ci@example.com' });
  const read = async () => {
    const fields = { status: 503, code: 'UNAVAILABLE', api: 'run.googleapis.com' };
    throw new ApiFailure('run.googleapis.com could not be reached.', fields);
  };
  const jobWriter = { ...world.google.jobWriter, read };
  await expect(world.deliver(message, { jobWriter })).rejects.toThrow('could not be reached');
  const email = await world.dedicatedTo('nightly');
  expect(world.rolesOf(email)).toEqual(['roles/logging.logWriter']);
  await world.ledger().setCeiling(TICKET);
  const policy = { current: async () => ({ ok: false, faults: [] }) as const };
  const unread = 'No version of the policy file has been usable so far';
  await expect(world.deliver(message, { policy })).rejects.toThrow(unread);
  expect(world.rolesOf(email)).toEqual([]);
  expect(world.runsAs('nightly')).toBe(DEFAULT);
  await world.deliver(message);
  expect(await world.finding('nightly')).toMatchObject({ state: 'ticketed' });
  await world.close();
});

it('hinders no undo', async () => {
  const world = await remediating();
  await world.deliver(await world.made('nightly', { as: 'user:ci@example.com' }));
  expect(world.runsAs('nightly')).not.toBe(DEFAULT);
  const [remediation] = await world.remediations('nightly');
  const { id } = await world.finding('nightly');
  await world.ledger().setCeiling(TICKET);
  await world.ledger().ask(id, {
    ...{ kind: 'undo', id: 'u1', by: 'user:admin@example.com', at: world.now() },
    ...{ expires: '2999-01-01T00:00:00Z', decision: remediation?.decision ?? '' },
  });
  await world.deliver({ kind: 'finding', finding: id, decision: `${id}@undo.u1`, event: 'e' });
  expect(world.runsAs('nightly')).toBe(DEFAULT);
  expect(await world.finding('nightly')).toMatchObject({ state: 'held', mode: 'ticket' });
  await world.close();
});
