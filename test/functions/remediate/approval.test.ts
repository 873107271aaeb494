import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { ADMIN, APPROVERS, APPROVES, approving, JOBS, redeploy, SECOND } from './approving.ts';
import { DEFAULT, type Remediating, remediating } from './remediating.ts';

const DAY = 24 * 60 * 60;
describe('a plan that waits for an approver', () => {
  let world: Remediating;
  let ask: ReturnType<typeof approving>;
  let runs = 0;
  beforeAll(async () => {
    world = await remediating({ policy: APPROVES, deployment: { approvers: APPROVERS } });
    ask = approving(world);
  });
  beforeEach(() => world.setPolicy(APPROVES));
  afterAll(() => world.close());

  const idOf = (name: string) => `default-service-account~payments-prod~us-central1~${name}`;
  const waits = async (name: string) => {
    await world.deliver(await world.made(name));
    return world.finding(name);
  };

  it('is shown whole with all that it rests on, and nothing is written', async () => {
    const { state, mode, proposal, uid } = await waits('shown');
    expect([state, mode]).toEqual(['awaiting-approval', 'approve']);
    const account = proposal?.does[0]?.match(/shown-[0-9a-f]{10}@[a-z.-]+com/)?.[0];
    expect(proposal).toMatchObject({
      does: [
        `Make the service account ${account} for this job alone.`,
        `Grant roles/logging.logWriter on project payments-prod to serviceAccount:${account}.`,
        `Move the job from ${DEFAULT} to ${account}.`,
      ],
      notes: [],
      deployedBy: ['dev@example.com'],
      together: [],
    });
    expect(Object.keys(proposal?.binds ?? {}).sort()).toEqual([
      'the IAM policy of project payments-prod',
      'the finding',
      "the job's etag",
      "the job's uid",
      'the plan',
      'the policy file',
      `the service account ${account}`,
    ]);
    expect(proposal?.binds["the job's uid"]).toBe(uid);
    expect(JSON.stringify(proposal)).not.toContain('nonce');
    expect(await world.remediations('shown')).toEqual([]);
    expect(world.runsAs('shown')).toBe(DEFAULT);
  });

  it('keeps its digest while nothing moves, however often it is planned', async () => {
    const before = await waits('steady');
    await world.deliver(await world.seen('steady'));
    const after = await world.finding('steady');
    expect(after.proposal).toEqual(before.proposal);
    expect(after.history.filter(({ what }) => what.includes('Planned again'))).toEqual([]);
  });

  it('is carried out once it is approved, in the name of who approved it', async () => {
    const { proposal } = await waits('approved');
    const answer = await ask.done(idOf('approved'), 'approve', {
      body: { digest: proposal?.digest.slice(0, 12) },
    });
    expect(answer.body).toMatchObject({
      does: proposal?.does,
      plan: proposal?.digest.slice(0, 12),
    });
    const finding = await world.finding('approved');
    expect(finding).toMatchObject({ state: 'remediated', mode: 'approve' });
    expect(finding.decision.because).toContain(`${ADMIN} approved the plan.`);
    expect(finding.proposal).toBeUndefined();
    expect(finding.request).toBeUndefined();
    expect(world.runsAs('approved')).toBe(await world.dedicatedTo('approved'));
    const [remediation, ...more] = await world.remediations('approved');
    expect(more).toEqual([]);
    expect(remediation).toMatchObject({
      outcome: { kind: 'remediated' },
      plan: { approvedBy: ADMIN, deployedBy: ['dev@example.com'] },
    });
    expect(remediation?.decision).toMatch(new RegExp(`^${idOf('approved')}@approve\\.`));
  });

  it('is carried out by whichever message comes next, if the approval’s own is lost', async () => {
    const message = await world.made('lost');
    await world.deliver(message);
    await ask.ask(idOf('lost'), 'approve');
    await world.deliver(message);
    expect((await world.finding('lost')).state).toBe('remediated');
  });

  it('is carried out once, however many approve it and however often and at once that is delivered', async () => {
    await waits('often');
    const [first, second] = await Promise.all([
      ask.ask(idOf('often'), 'approve'),
      ask.ask(idOf('often'), 'approve', { as: SECOND }),
    ]);
    const messages = [...first.messages, ...second.messages, ...first.messages];
    const start = world.writes().length;
    const deliveries = () => Promise.allSettled(messages.map((message) => world.deliver(message)));
    await deliveries();
    await deliveries();
    expect(world.writes().slice(start)).toHaveLength(3);
    expect(await world.remediations('often')).toHaveLength(1);
    const again = await ask.ask(idOf('often'), 'approve');
    expect(again).toMatchObject({
      status: 409,
      body: { error: 'No plan of it waits for an approver: it is remediated.' },
    });
  });

  it('waits on where the budget of the hour is used up, and its approval stands', async () => {
    await waits('budgeted');
    const none = APPROVES.replace(/limits.*/, 'limits: { remediationsPerHour: 1 }');
    world.setPolicy(none);
    await world.deliver(await world.seen('budgeted'));
    await ask.done(idOf('budgeted'), 'approve');
    const held = await world.finding('budgeted');
    expect(held).toMatchObject({ state: 'awaiting-approval', request: { used: false } });
    expect(held.history.at(-1)?.what).toMatch(/Nothing more is changed for now\..*approved it/);
    world.advance(3601);
    await world.deliver(await world.seen('budgeted'));
    expect((await world.finding('budgeted')).state).toBe('remediated');
  });

  const approved = async (name: string) => {
    const { proposal } = await waits(name);
    const { messages } = await ask.ask(idOf(name), 'approve');
    return { messages, digest: proposal?.digest };
  };

  it.each([
    {
      what: 'the job was deployed again',
      moved: "the job's etag",
      move: (name: string) => redeploy(world, name),
    },
    {
      what: 'the job was deleted and made again',
      moved: "the job's uid",
      move: async (name: string) => {
        await world.apis.jobsAs('user:dev@example.com').delete({ name: `${JOBS}/${name}` });
        await createJob(world.apis, name);
      },
    },
    {
      what: 'the policy file changed, if only by a comment',
      moved: 'the policy file',
      move: async () => world.setPolicy(`${APPROVES}\n# as agreed`),
    },
    {
      what: 'the policy asks for another plan',
      moved: 'the plan',
      move: async () => world.setPolicy(APPROVES.replace('[roles/logging.logWriter]', '[]')),
    },
    {
      what: 'somebody edited the IAM policy that it writes',
      moved: 'the IAM policy of project payments-prod',
      move: async (name: string) => {
        const { roleGranter } = world.google;
        const policy = await roleGranter?.policy('projects/payments-prod');
        const binding = { role: 'roles/viewer', members: [`user:${name}@example.com`] };
        const bindings = [...(policy?.bindings ?? []), binding];
        await roleGranter?.setPolicy('projects/payments-prod', { ...policy, bindings });
      },
    },
    {
      what: 'somebody took the account’s id',
      moved: 'the plan',
      move: async (name: string) => {
        const email = (await world.finding(name)).proposal?.does[0]?.match(/\S+@\S+com/)?.[0] ?? '';
        const accountId = email.split('@')[0] ?? '';
        await world.google.accountWriter.create({
          ...{ project: 'payments-prod', accountId, displayName: '', description: 'mine' },
        });
      },
    },
  ])('is planned and asked again when $what between approval and run', async ({ move, moved }) => {
    runs += 1;
    const name = `moved-${runs}`;
    const { messages, digest } = await approved(name);
    await move(name);
    const start = (await world.remediations(name)).length;
    for (const message of messages) await world.deliver(message);
    const asked = await world.finding(name);
    expect(asked.state).toBe('awaiting-approval');
    expect(asked.proposal?.digest).not.toBe(digest);
    expect(asked.request).toBeUndefined();
    const what = asked.history.at(-1)?.what ?? '';
    expect(what).toContain(
      `What ${ADMIN} approved was not begun: the plan ${digest?.slice(0, 12)}`,
    );
    expect(what).toMatch(new RegExp(`Planned again, since this moved: .*${moved}`));
    expect(world.runsAs(name)).toBe(DEFAULT);
    expect(await world.remediations(name)).toHaveLength(start);
    await ask.done(idOf(name), 'approve');
    expect((await world.finding(name)).state).toBe('remediated');
  });

  it('is planned and asked again when the job is deployed at the very moment of the write', async () => {
    const { messages } = await approved('at-once');
    const { jobWriter } = world.google;
    let raced = false;
    const read: typeof jobWriter.read = async (job) => {
      if (!raced) await redeploy(world, 'at-once');
      raced = true;
      return jobWriter.read(job);
    };
    for (const message of messages)
      await world.deliver(message, { jobWriter: { ...jobWriter, read } });
    expect(world.runsAs('at-once')).toBe(DEFAULT);
    const asked = await world.finding('at-once');
    expect(asked.state).toBe('awaiting-approval');
    expect(asked.history.map(({ what }) => what)).toContainEqual(
      expect.stringContaining('The job is no longer the version that was approved.'),
    );
    await ask.done(idOf('at-once'), 'approve');
    expect((await world.finding('at-once')).state).toBe('remediated');
  });

  it('is asked again when its approval has expired', async () => {
    const { messages } = await approved('expired');
    world.advance(DAY);
    for (const message of messages) await world.deliver(message);
    const { state, request, history } = await world.finding('expired');
    expect([state, request]).toEqual(['awaiting-approval', undefined]);
    expect(history.at(-1)?.what).toMatch(/was not begun: the approval expired at /);
    await ask.done(idOf('expired'), 'approve');
    expect((await world.finding('expired')).state).toBe('remediated');
  });

  it('is asked again when who approved it is no approver any more, or turns out to have deployed it', async () => {
    const { messages } = await approved('unseated');
    const { deployment } = world.ports();
    for (const message of messages)
      await world.deliver(message, { deployment: { ...deployment, approvers: [SECOND] } });
    expect((await world.finding('unseated')).history.at(-1)?.what).toContain(
      `${ADMIN} is not among the approvers of this deployment.`,
    );
    const again = await ask.ask(idOf('unseated'), 'approve');
    // As if the entry had told it late: the etag stays.
    Object.assign(world.jobBody('unseated'), { creator: 'admin@example.com' });
    for (const message of again.messages) await world.deliver(message);
    expect((await world.finding('unseated')).history.at(-1)?.what).toContain(
      `${ADMIN} deployed it, and nobody approves or undoes what he deployed himself`,
    );
    expect(world.runsAs('unseated')).toBe(DEFAULT);
    const own = await ask.ask(idOf('unseated'), 'approve');
    expect(own).toMatchObject({ status: 403, messages: [] });
    await ask.done(idOf('unseated'), 'approve', { as: SECOND });
    expect((await world.finding('unseated')).state).toBe('remediated');
  });

  it('cannot be approved by anybody while nobody knows who deployed it', async () => {
    await createJob(world.apis, 'nobodys');
    Object.assign(world.jobBody('nobodys'), { creator: undefined, lastModifier: undefined });
    await world.deliver(await world.seen('nobodys', 'unknown'));
    expect((await world.finding('nobodys')).proposal?.deployedBy).toEqual([]);
    const answer = await ask.ask(idOf('nobodys'), 'approve');
    expect(answer.status).toBe(403);
    expect(String(answer.body['error'])).toContain('It is not known who deployed it');
  });
});

describe('a plan that waits, of a job that Bailiff wrote last', () => {
  let world: Remediating;
  afterEach(() => world.close());

  it('is not approved by whoever deployed it before', async () => {
    world = await remediating({ policy: APPROVES, deployment: { approvers: APPROVERS } });
    const ask = approving(world);
    const id = 'default-service-account~payments-prod~us-central1~hidden';
    await createJob(world.apis, 'hidden');
    Object.assign(world.jobBody('hidden'), { lastModifier: 'second@example.com' });
    await world.deliver(await world.seen('hidden', 'second@example.com'));
    await ask.done(id, 'approve');
    await ask.done(id, 'undo');
    // A week later nothing holds it any more, and the job still says that Bailiff wrote it.
    world.advance(7 * DAY);
    await world.deliver(
      await world.seen('hidden', 'bailiff-job-writer@bailiff-prod.iam.gserviceaccount.com'),
    );
    const { state, proposal } = await world.finding('hidden');
    expect(state).toBe('awaiting-approval');
    expect(proposal?.deployedBy).toEqual(['dev@example.com', 'second@example.com']);
    expect((await ask.ask(id, 'approve', { as: SECOND })).status).toBe(403);
  });
});
