import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, APPROVERS, approving, SECOND } from '../approving.ts';
import { job as jobOf } from '../local-jobs.ts';
import { DEFAULT, MENDS, type Remediating, remediating } from '../remediating.ts';
import { idOf, mended, undoOutcomes } from './undoing.ts';

const WEEK = 7 * 24 * 60 * 60;

describe('an undo of a job that was moved', () => {
  let world: Remediating;
  let ask: ReturnType<typeof approving>;
  beforeAll(async () => {
    world = await remediating({ deployment: { approvers: APPROVERS } });
    ask = approving(world);
  });
  beforeEach(() => world.setPolicy(MENDS));
  afterAll(() => world.close());

  const jobWithoutVersion = (name: string) => {
    const { template, labels, uid } = world.jobBody(name);
    return structuredClone({ template, labels, uid });
  };

  it('sets its account back and nothing else, takes back what it granted, and says what stays', async () => {
    const others = () =>
      world
        .allowPolicy('projects/payments-prod')
        ?.bindings?.map(({ role, members, condition }) => ({ role, members, condition }));
    const before = structuredClone(others());
    const message = await world.made('taken-back');
    const job = jobWithoutVersion('taken-back');
    await world.deliver(message);
    const account = await world.dedicatedTo('taken-back');
    expect(world.rolesOf(account)).toEqual(['roles/logging.logWriter']);
    const answer = await ask.done(idOf('taken-back'), 'undo');
    expect(answer.body).toMatchObject({
      does: [
        `Move the job from ${account} back to ${DEFAULT}, if nobody has changed it since.`,
        `Take roles/logging.logWriter on project payments-prod from serviceAccount:${account} again, if it is still there.`,
      ],
      stays: [`The service account ${account} stays: delete it if nobody needs it.`],
    });
    expect(jobWithoutVersion('taken-back')).toEqual(job);
    expect(others()).toEqual(before);
    expect(world.accountOf(account)).toBeDefined();
    const finding = await world.finding('taken-back');
    expect(finding).toMatchObject({ state: 'held', mode: 'ticket', wayBack: [] });
    expect(finding.request).toBeUndefined();
    expect(finding.history.at(-1)?.what).toBe(
      `Undone for ${ADMIN}. Put the job back onto ${DEFAULT}. Took roles/logging.logWriter on project payments-prod from serviceAccount:${account} again. The service account ${account} stays: delete it if nobody needs it.`,
    );
    expect(world.writes().slice(-2)).toMatchObject([
      { who: 'job-writer', method: 'UpdateJob' },
      { who: 'role-granter', method: 'SetIamPolicy' },
    ]);
  });

  it.each([
    ['undone-late', 0],
    ['undone-later', 1],
    ['undone-last', 2],
  ])('believes no answer from before what it undoes: %s, after %d reads', async (name, before) => {
    const { jobWriter } = world.google;
    const message = await world.made(name);
    const earlier = await jobWriter.read(jobOf(name));
    await world.deliver(message);
    let reads = 0;
    const lagging: typeof jobWriter = {
      ...jobWriter,
      read: async (resource) => {
        reads += 1;
        return reads <= before ? jobWriter.read(resource) : earlier;
      },
    };
    const { messages } = await ask.ask(idOf(name), 'undo');
    const first = world.deliver(messages[0], { jobWriter: lagging });
    await expect(first).rejects.toThrow('still shown as it was');
    expect(await undoOutcomes(world, name)).toEqual([undefined]);
    await world.deliver(messages[0]);
    expect(await undoOutcomes(world, name)).toEqual(['undone']);
    expect(world.runsAs(name)).toBe(DEFAULT);
  });

  it('is journalled step by step as what it takes back, so that its writes are known for Bailiff’s own', async () => {
    await mended(world, 'journalled');
    const [first] = await world.remediations('journalled');
    await ask.done(idOf('journalled'), 'undo');
    const [undo] = await world.remediations('journalled');
    expect(undo).toMatchObject({
      outcome: { kind: 'undone' },
      plan: { undoes: first?.decision, approvedBy: ADMIN, deployedBy: ['dev@example.com'] },
      steps: [
        { index: 0, kind: 'assign-service-account', before: { generation: 2 } },
        { index: 1, kind: 'grant-project-role', before: { held: true } },
      ],
    });
    expect(world.jobBody('journalled').generation).toBe('3');
  });

  it('does nothing in a dry run, which says what it would do', async () => {
    const account = await mended(world, 'rehearsed');
    const start = world.writes().length;
    const answer = await ask.ask(idOf('rehearsed'), 'undo', { body: { dryRun: true } });
    expect(answer).toMatchObject({ status: 200, messages: [] });
    expect(answer.body['does']).toHaveLength(2);
    expect(world.writes()).toHaveLength(start);
    expect(world.runsAs('rehearsed')).toBe(account);
    expect(await world.finding('rehearsed')).toMatchObject({ state: 'remediated' });
  });

  it('is done once, whoever asks and however often and at once that is delivered', async () => {
    await mended(world, 'twice');
    const [first, second] = await Promise.all([
      ask.ask(idOf('twice'), 'undo'),
      ask.ask(idOf('twice'), 'undo', { as: SECOND }),
    ]);
    const start = world.writes().length;
    const messages = [...first.messages, ...second.messages, ...first.messages];
    for (let round = 0; round < 2; round += 1)
      await Promise.allSettled(messages.map((message) => world.deliver(message)));
    expect(world.writes().slice(start)).toHaveLength(2);
    expect(await undoOutcomes(world, 'twice')).toEqual(['undone']);
    expect(await ask.ask(idOf('twice'), 'undo')).toMatchObject({
      status: 409,
      body: { error: 'What Bailiff changed for this finding was undone already.' },
    });
  });

  it('is done by whichever message comes next, if its own is lost', async () => {
    const message = await world.made('lost');
    await world.deliver(message);
    await ask.ask(idOf('lost'), 'undo');
    await world.deliver({ ...message, decision: 'another' });
    expect(await undoOutcomes(world, 'lost')).toEqual(['undone']);
  });

  describe('holds the finding at ticket', () => {
    const undone = async (name: string) => {
      await mended(world, name);
      await ask.done(idOf(name), 'undo');
    };
    /** What becomes of it when evaluate sees the job again. */
    const seenAgain = async (name: string, principal?: string) => {
      await world.deliver(await world.seen(name, principal));
      return world.finding(name);
    };

    it('for seven days, Bailiff’s own write of the undo notwithstanding', async () => {
      await undone('for-a-week');
      const own = 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com';
      expect(await seenAgain('for-a-week', own)).toMatchObject({ state: 'held', mode: 'ticket' });
      world.advance(WEEK - 60);
      const held = await seenAgain('for-a-week', own);
      expect(held).toMatchObject({ state: 'held', mode: 'ticket' });
      expect(held.decision.because.join(' ')).toMatch(
        /user:admin@example\.com undid at .* before /,
      );
      world.advance(61);
      expect(await seenAgain('for-a-week', own)).toMatchObject({ state: 'remediated' });
    });

    it('until somebody changes the job, and its account is furnished again then', async () => {
      await undone('until-changed');
      const body = world.jobBody('until-changed');
      Object.assign(body, {
        generation: String(Number(body.generation) + 1),
        lastModifier: 'dev@example.com',
      });
      expect((await seenAgain('until-changed')).state).toBe('remediated');
      const account = await world.dedicatedTo('until-changed');
      expect(world.runsAs('until-changed')).toBe(account);
      expect(world.rolesOf(account)).toEqual(['roles/logging.logWriter']);
    });
  });
  it('is not hindered by what somebody took away before, and leaves executions out of it', async () => {
    const account = await mended(world, 'half-gone');
    const { roleGranter } = world.google;
    const policy = await roleGranter?.policy('projects/payments-prod');
    const bindings = (policy?.bindings ?? []).filter(
      ({ members }) => !members.includes(`serviceAccount:${account}`),
    );
    await roleGranter?.setPolicy('projects/payments-prod', { ...policy, bindings });
    // As an execution does on Google Cloud.
    Object.assign(world.jobBody('half-gone'), { executionCount: 7 });
    await ask.done(idOf('half-gone'), 'undo');
    expect(await undoOutcomes(world, 'half-gone')).toEqual(['undone']);
    expect(world.runsAs('half-gone')).toBe(DEFAULT);
  });
});
