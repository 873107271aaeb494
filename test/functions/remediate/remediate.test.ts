import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { DEFAULT, MENDS, type Remediating, remediating, ruleSays } from './remediating.ts';

type FindingMessage = Extract<FunctionMessage, { kind: 'finding' }>;

describe('remediate', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  beforeEach(() => world.setPolicy(MENDS));
  afterAll(() => world.close());

  const since = (start: number) => world.writes().slice(start).length;

  it('hands alerts on, and counts and acknowledges what is no message or names no finding', async () => {
    const start = world.published.length;
    await world.deliver({ kind: 'alert', alert: 'fight~1' });
    await world.deliverText(undefined);
    await world.deliverText('{"kind":"finding"');
    await world.deliver({
      kind: 'finding',
      finding: 'f',
      decision: 'd',
      event: 'e',
      mode: 'remediate',
    });
    await world.deliver({ kind: 'finding', finding: 'no-such', decision: 'd', event: 'e' });
    expect(world.published.slice(start)).toEqual([{ kind: 'alert', alert: 'fight~1' }]);
    expect(await world.ledger().counts()).toMatchObject({
      'remediate.ignored.not-a-message': 3,
      'remediate.ignored.no-such-finding': 1,
    });
  });

  it.each([
    { mode: 'observe', state: 'open' },
    { mode: 'ticket', state: 'ticketed' },
  ])(
    'writes nothing and leaves the finding $state when the policy says $mode',
    async ({ mode, state }) => {
      world.setPolicy(ruleSays(`mode: ${mode}`, 'action: { create: { roles: [] } }'));
      const start = world.writes().length;
      const message = await world.made(`says-${mode}`);
      await world.deliver(message);
      expect(await world.finding(`says-${mode}`)).toMatchObject({ state, mode });
      expect(world.published.at(-1)).toEqual(message);
      expect(since(start)).toBe(0);
    },
  );

  it('goes by the policy in force now and not by the mode that a message or an older finding claims', async () => {
    const message = (await world.made('raised')) as FindingMessage;
    world.setPolicy(ruleSays('mode: ticket', 'action: { create: { roles: [] } }'));
    const start = world.writes().length;
    const decision = message.decision.replace(/\.1\.\w+\./, '.1.remediate.');
    await world.deliver({ ...message, decision });
    expect(await world.finding('raised')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
    expect(since(start)).toBe(0);
    expect(world.lines.at(-2)).toContain("takes the place of the message's decision");
    expect(world.published.at(-1)).toMatchObject({ decision: expect.stringContaining('.ticket.') });
  });

  it('acts on an exempt job no more, even when its finding was made before the exemption', async () => {
    const message = await world.made('excused');
    world.setPolicy(
      [
        MENDS,
        'exemptions:',
        '  - id: EX-1',
        '    rule: default-service-account',
        '    when: finding.resource.job == "excused"',
        '    reason: The vendor reads the name of the default account, until March.',
        '    owner: user:dev@example.com',
        '    approvedBy: user:admin@example.com',
        '    expires: 2099-01-31',
      ].join('\n'),
    );
    const start = world.writes().length;
    await world.deliver(message);
    expect(await world.finding('excused')).toMatchObject({ state: 'exempt', mode: 'observe' });
    expect(since(start)).toBe(0);
  });

  it('resolves a finding that somebody else mended, and keeps one remediated that Bailiff mended', async () => {
    const message = await world.made('mended');
    world.jobBody('mended').template = {
      template: { serviceAccount: 'reports@payments-prod.iam.gserviceaccount.com' },
    };
    await world.deliver(message);
    expect(await world.finding('mended')).toMatchObject({ state: 'resolved' });
    expect(world.published.at(-1)).toEqual(message);

    const other = (await world.made('ours')) as FindingMessage;
    await world.deliver(other);
    await world.deliver({ ...other, decision: 'made-up' });
    expect(await world.finding('ours')).toMatchObject({ state: 'remediated' });
  });

  it('resolves the finding of a job that was deleted', async () => {
    const message = await world.made('short-lived');
    world.apis.organization.jobs.delete(
      'projects/payments-prod/locations/us-central1/jobs/short-lived',
    );
    await world.deliver(message);
    const finding = await world.finding('short-lived');
    expect(finding.state).toBe('resolved');
    expect(finding.history.at(-1)?.what).toBe('The job was deleted.');
  });

  it('tells a concluded decision again and changes nothing, however often it is delivered', async () => {
    const message = await world.made('thrice');
    await world.deliver(message);
    const finding = await world.finding('thrice');
    const body = structuredClone(world.jobBody('thrice'));
    const start = world.writes().length;
    const told = world.published.length;
    await world.deliver(message);
    await world.deliver(message);
    expect(await world.finding('thrice')).toEqual(finding);
    expect(world.jobBody('thrice')).toEqual(body);
    expect(since(start)).toBe(0);
    expect(world.published.slice(told)).toEqual([message, message]);
  });

  it('leaves a finding remediated whose remediation ended while another delivery was looking', async () => {
    const message = await world.made('overlooked');
    const { readers } = world.google;
    let ended = false;
    await world.deliver(message, {
      readers: {
        ...readers,
        jobs: {
          ...readers.jobs,
          read: async (resource) => {
            if (!ended) await world.deliver(message);
            ended = true;
            return readers.jobs.read(resource);
          },
        },
      },
    });
    expect(await world.finding('overlooked')).toMatchObject({ state: 'remediated' });
    expect(await world.remediations('overlooked')).toHaveLength(1);
  });

  it('tickets a denied deploy, and plans nothing for it', async () => {
    const start = world.writes().length;
    const finding = await world.ledger().see(sighting({ job: 'denied', attempted: true }));
    await world.deliver({ kind: 'finding', finding: finding.id, decision: 'd', event: 'event-1' });
    const after = await world.ledger().finding(finding.id);
    expect(after).toMatchObject({ state: 'ticketed', mode: 'ticket' });
    expect(after?.decision.because).toContain(
      'The deploy was denied, so there is no job to change.',
    );
    expect(since(start)).toBe(0);
  });

  it('asks for another delivery when an API is away, and gives the claim back for it', async () => {
    const message = await world.made('unlucky');
    const { accountWriter } = world.google;
    const create = async () => {
      const fields = { status: 503, code: 'UNAVAILABLE', api: 'iam.googleapis.com' };
      throw new ApiFailure('iam.googleapis.com could not be reached.', fields);
    };
    await expect(
      world.deliver(message, { accountWriter: { ...accountWriter, create } }),
    ).rejects.toThrow('iam.googleapis.com could not be reached.');
    await world.deliver(message);
    expect((await world.finding('unlucky')).state).toBe('remediated');
    expect(await world.remediations('unlucky')).toHaveLength(1);
  });

  it('asks for another delivery while no version of the policy is usable', async () => {
    const message = await world.made('lawless');
    const policy = { current: async () => ({ ok: false as const, faults: [] }) };
    await expect(world.deliver(message, { policy })).rejects.toThrow(
      'No version of the policy file has been usable so far',
    );
    expect(world.runsAs('lawless')).toBe(DEFAULT);
  });
});
