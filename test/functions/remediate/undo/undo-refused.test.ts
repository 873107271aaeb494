import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../../shared/gcp/api-failure.ts';
import { ADMIN, APPROVERS, approving, SECOND } from '../approving.ts';
import { MENDS, type Remediating, remediating } from '../remediating.ts';
import { changeJob, idOf, mended, undoOutcomes } from './undoing.ts';

describe('an undo that cannot be done', () => {
  let world: Remediating;
  let ask: ReturnType<typeof approving>;
  beforeAll(async () => {
    world = await remediating({ deployment: { approvers: APPROVERS } });
    ask = approving(world);
  });
  beforeEach(() => world.setPolicy(MENDS));
  afterAll(() => world.close());

  it.each([
    {
      what: 'somebody deployed the job since, account and all as it is',
      move: (name: string) => changeJob(world, name, { lastModifier: 'dev@example.com' }),
      because: 'dev@example.com has changed the job since; it runs as',
    },
    {
      what: 'the job was deleted since',
      move: (name: string) =>
        void world.apis.organization.jobs.delete(
          `projects/payments-prod/locations/us-central1/jobs/${name}`,
        ),
      because: 'The job was deleted since.',
    },
    {
      what: 'the job was made again since',
      move: (name: string) =>
        changeJob(world, name, { uid: '1b4e28ba-2fa1-41d2-883f-0016d3cca427' }),
      because: 'The job was deleted and made again since.',
    },
  ])('is refused, and nothing is touched, when $what', async ({ what, move, because }) => {
    const name = `refused-${what.length}`;
    const account = await mended(world, name);
    move(name);
    const start = world.writes().length;
    await ask.done(idOf(name), 'undo');
    expect(world.writes()).toHaveLength(start);
    expect(world.rolesOf(account)).toEqual(['roles/logging.logWriter']);
    expect(await undoOutcomes(world, name)).toEqual(['skipped']);
    const finding = await world.finding(name);
    expect(finding.hold).toBeUndefined();
    expect(finding.request).toBeUndefined();
    expect(
      finding.history.findLast(({ what: said }) => said.startsWith('Nothing was undone.'))?.what,
    ).toContain(because);
  });

  it('keeps what the account needs when somebody deploys in the middle, and raises an alert', async () => {
    const account = await mended(world, 'overtaken');
    const { messages } = await ask.ask(idOf('overtaken'), 'undo');
    const { jobWriter } = world.google;
    const replace = async () => {
      changeJob(world, 'overtaken', { lastModifier: 'dev@example.com' });
      const fields = { status: 409, code: 'ABORTED', api: 'run.googleapis.com' };
      throw new ApiFailure('Conflict.', fields);
    };
    for (const message of messages)
      await world.deliver(message, { jobWriter: { ...jobWriter, replace } });
    expect(world.runsAs('overtaken')).toBe(account);
    expect(world.rolesOf(account)).toEqual(['roles/logging.logWriter']);
    expect(await world.finding('overtaken')).toMatchObject({ state: 'failed', mode: 'ticket' });
    expect(await undoOutcomes(world, 'overtaken')).toEqual(['failed']);
    expect(await world.ledger().alerts()).toMatchObject([{ kind: 'remediation-failed' }]);
  });

  it('fails and says so where Google refuses it', async () => {
    await mended(world, 'forbidden');
    const { messages } = await ask.ask(idOf('forbidden'), 'undo');
    const { jobWriter } = world.google;
    const replace = async () => {
      const fields = { status: 403, code: 'PERMISSION_DENIED', api: 'run.googleapis.com' };
      throw new ApiFailure('Permission denied.', fields);
    };
    for (const message of messages)
      await world.deliver(message, { jobWriter: { ...jobWriter, replace } });
    const { state, history } = await world.finding('forbidden');
    expect(state).toBe('failed');
    expect(history.at(-1)?.what).toContain('Permission denied.');
  });

  it.each([
    ['is no approver', 'user:dev@example.com', /^user:dev@example\.com is not among the approvers/],
    ['made the job himself', SECOND, /^user:second@example\.com deployed it, and nobody/],
  ])('is refused to whoever %s', async (what, as, why) => {
    const name = `not-by-him-${what.length}`;
    const message = await world.made(name);
    Object.assign(world.jobBody(name), { creator: 'second@example.com' });
    await world.deliver(message);
    const { status, body, messages } = await ask.ask(idOf(name), 'undo', { as });
    expect(status).toBe(403);
    expect(body['error']).toMatch(why);
    expect(messages).toEqual([]);
  });

  it('is refused by remediate too when who asked is no approver by then', async () => {
    const account = await mended(world, 'unseated');
    const { messages } = await ask.ask(idOf('unseated'), 'undo');
    const { deployment } = world.ports();
    for (const message of messages)
      await world.deliver(message, { deployment: { ...deployment, approvers: [SECOND] } });
    expect(world.runsAs('unseated')).toBe(account);
    expect((await world.finding('unseated')).history.map(({ what }) => what)).toContain(
      `Nothing was undone. ${ADMIN} is not among the approvers of this deployment.`,
    );
  });

  it('expires like an approval', async () => {
    const account = await mended(world, 'late');
    const { messages } = await ask.ask(idOf('late'), 'undo');
    world.advance(24 * 60 * 60);
    for (const message of messages) await world.deliver(message);
    expect(world.runsAs('late')).toBe(account);
    expect(await undoOutcomes(world, 'late')).toEqual([]);
  });

  it('has nothing to do where Bailiff changed nothing', async () => {
    world.setPolicy(MENDS.replace('mode: remediate', 'mode: ticket'));
    await world.deliver(await world.made('untouched'));
    expect(await ask.ask(idOf('untouched'), 'undo')).toMatchObject({
      status: 409,
      body: { error: 'Bailiff has changed nothing for this finding.' },
    });
  });
});
