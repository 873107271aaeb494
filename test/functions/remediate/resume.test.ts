import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { DEFAULT, remediating, ruleSays } from './remediating.ts';

describe('a remediation that was interrupted', () => {
  it('is put back when the policy asks for less by the time it is resumed', async () => {
    const world = await remediating();
    const message = await world.made('reprieved', { as: 'user:ci@example.com' });
    const { jobWriter } = world.google;
    const read = async () => {
      const fields = { status: 503, code: 'UNAVAILABLE', api: 'run.googleapis.com' };
      throw new ApiFailure('run.googleapis.com could not be reached.', fields);
    };
    await expect(world.deliver(message, { jobWriter: { ...jobWriter, read } })).rejects.toThrow(
      'run.googleapis.com could not be reached.',
    );
    const email = await world.dedicatedTo('reprieved');
    expect(world.rolesOf(email)).toEqual(['roles/logging.logWriter']);
    world.setPolicy(ruleSays('mode: ticket'));
    await world.deliver(message);
    expect(world.runsAs('reprieved')).toBe(DEFAULT);
    expect(world.rolesOf(email)).toEqual([]);
    expect(await world.finding('reprieved')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
    expect((await world.remediations('reprieved'))[0]?.outcome).toMatchObject({ kind: 'skipped' });
    await world.close();
  });

  it('is put back when the policy does not name a role any more that it grants', async () => {
    const world = await remediating();
    const message = await world.made('narrowed', { as: 'user:ci@example.com' });
    const fields = { status: 503, code: 'UNAVAILABLE', api: 'cloudresourcemanager.googleapis.com' };
    const failing = async () => {
      throw new ApiFailure('cloudresourcemanager.googleapis.com could not be reached.', fields);
    };
    const { roleGranter } = world.google;
    if (roleGranter === undefined) throw new Error('The example deployment has one.');
    const cut = { roleGranter: { ...roleGranter, setPolicy: failing } };
    await expect(world.deliver(message, cut)).rejects.toThrow('could not be reached.');
    world.setPolicy(
      ruleSays('mode: remediate', 'action: { create: { roles: [] } }', 'remediateExecuted: true'),
    );
    await world.deliver(message);
    expect(world.rolesOf(await world.dedicatedTo('narrowed'))).toEqual([]);
    expect((await world.remediations('narrowed')).at(-1)?.outcome).toMatchObject({
      kind: 'skipped',
      because: expect.stringContaining(
        'By now the policy does not give roles/logging.logWriter to the accounts that are made for jobs. Took roles/logging.logWriter',
      ),
    });
    await world.close();
  });

  it('is put back when somebody mended the job before its turn came', async () => {
    const world = await remediating();
    const message = await world.made('forestalled');
    const { jobWriter } = world.google;
    const read = async () => {
      const fields = { status: 503, code: 'UNAVAILABLE', api: 'run.googleapis.com' };
      throw new ApiFailure('run.googleapis.com could not be reached.', fields);
    };
    await expect(world.deliver(message, { jobWriter: { ...jobWriter, read } })).rejects.toThrow();
    const reports = 'reports@payments-prod.iam.gserviceaccount.com';
    world.jobBody('forestalled').template = { template: { serviceAccount: reports } };
    await world.deliver(message);
    expect(world.runsAs('forestalled')).toBe(reports);
    expect(world.rolesOf(await world.dedicatedTo('forestalled'))).toEqual([]);
    expect(await world.finding('forestalled')).toMatchObject({ state: 'resolved' });
    await world.close();
  });
});

describe('an account just made that is not known everywhere yet', () => {
  it('is waited for by redelivery and not made twice', async () => {
    const world = await remediating({
      edit: (file) => {
        file.propagationSeconds = 1;
      },
    });
    const message = await world.made('patient', { as: 'user:ci@example.com' });
    let refusals = 0;
    for (let delivery = 0; delivery < 40; delivery += 1) {
      const error: unknown = await world.deliver(message).then(
        () => undefined,
        (thrown) => thrown,
      );
      if (error === undefined) break;
      expect(error).toMatchObject({ name: 'Redeliver' });
      refusals += 1;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(refusals).toBeGreaterThan(0);
    expect((await world.finding('patient')).state).toBe('remediated');
    expect(world.writes().map(({ method }) => method)).toEqual([
      'CreateServiceAccount',
      'SetIamPolicy',
      'SetIAMPolicy',
      'UpdateJob',
    ]);
    await world.close();
  });
});
