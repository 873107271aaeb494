import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { APPROVERS, APPROVES, approving, redeploy } from './approving.ts';
import { type Remediating, remediating } from './remediating.ts';

describe('a plan that was rejected', () => {
  let world: Remediating;
  let ask: ReturnType<typeof approving>;
  beforeAll(async () => {
    world = await remediating({ policy: APPROVES, deployment: { approvers: APPROVERS } });
    ask = approving(world);
  });
  beforeEach(() => world.setPolicy(APPROVES));
  afterAll(() => world.close());

  const idOf = (name: string) => `default-service-account~payments-prod~us-central1~${name}`;
  const rejected = async (name: string) => {
    await world.deliver(await world.made(name));
    await ask.done(idOf(name), 'reject', { body: { reason: 'Not in March.' } });
    return world.finding(name);
  };

  it('stays at ticket for the same job and policy, with who and why', async () => {
    const finding = await rejected('refused');
    expect(finding).toMatchObject({ state: 'held', mode: 'ticket' });
    expect(finding.decision.because.join(' ')).toContain('Not in March.');
    await world.deliver(await world.seen('refused'));
    expect(await world.finding('refused')).toMatchObject({ state: 'held', mode: 'ticket' });
    expect((await ask.ask(idOf('refused'), 'approve')).status).toBe(409);
    expect(await world.remediations('refused')).toEqual([]);
  });

  it('waits again once the job is deployed again', async () => {
    await rejected('rethought');
    await redeploy(world, 'rethought');
    await world.deliver(await world.seen('rethought'));
    expect((await world.finding('rethought')).state).toBe('awaiting-approval');
  });

  it('waits again once the policy changes', async () => {
    await rejected('reworded');
    world.setPolicy(`${APPROVES}\n# another`);
    await world.deliver(await world.seen('reworded'));
    expect((await world.finding('reworded')).state).toBe('awaiting-approval');
  });
});
