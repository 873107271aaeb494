import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { accessing } from './accessing.ts';
import { DEFAULT, MENDS, type Remediating, remediating, ruleSays } from './remediating.ts';

const TICKETS = ruleSays('mode: ticket');

describe('a decision that was concluded without mending the job', () => {
  let world: Remediating;
  beforeAll(async () => {
    world = await remediating();
  });
  beforeEach(() => world.setPolicy(MENDS));
  afterAll(() => world.close());

  it('is held when the policy comes back to it, and not asked for again and again', async () => {
    const { accountWriter } = world.google;
    const create = async () => {
      const fields = { status: 403, code: 'PERMISSION_DENIED', api: 'iam.googleapis.com' };
      throw new ApiFailure('Permission denied.', fields);
    };
    await world.deliver(await world.made('undecided'), {
      accountWriter: { ...accountWriter, create },
    });
    expect((await world.finding('undecided')).state).toBe('failed');
    world.setPolicy(TICKETS);
    const later = await world.seen('undecided');
    world.setPolicy(MENDS);
    const start = world.writes().length;
    await world.deliver(later);
    const finding = await world.finding('undecided');
    expect(finding).toMatchObject({ state: 'held', mode: 'ticket' });
    expect(finding.decision.because.at(-1)).toBe(
      "This very decision was concluded before and is not tried twice. The remediation failed. Permission denied. Bailiff's own identities lack a right on iam.googleapis.com, or a deny policy takes it away: compare their roles with docs/remediation.md.",
    );
    expect(world.writes()).toHaveLength(start);
  });

  it('is settled by the next delivery when Bailiff was cut off before it could say so', async () => {
    const message = await world.made('cut-off');
    const ledger = world.ledger();
    let concluded = false;
    const over = {
      ledger: {
        ...ledger,
        claim: (request: Parameters<typeof ledger.claim>[0]) => {
          world.setPolicy(TICKETS);
          return ledger.claim(request);
        },
        conclude: async (...how: Parameters<typeof ledger.conclude>) => {
          await ledger.conclude(...how);
          concluded = true;
        },
        move: async (...how: Parameters<typeof ledger.move>) => {
          if (concluded) throw new Error('killed');
          return ledger.move(...how);
        },
      },
    };
    await expect(world.deliver(message, over)).rejects.toThrow('killed');
    expect((await world.finding('cut-off')).state).toBe('open');
    await world.deliver(message);
    expect(await world.finding('cut-off')).toMatchObject({ state: 'ticketed', mode: 'ticket' });
  });
});

describe('a delivery that was slow to read', () => {
  it('does not call resolved what a newer event has found broken again meanwhile', async () => {
    const world = await remediating({ policy: TICKETS });
    const slow = await world.made('overtaken');
    const runAs = (serviceAccount: string, generation: string) =>
      Object.assign(world.jobBody('overtaken'), {
        generation,
        template: {
          template: { ...world.jobBody('overtaken').template?.template, serviceAccount },
        },
      });
    runAs('reports@payments-prod.iam.gserviceaccount.com', '2');
    const { readers } = world.google;
    let overtaken = false;
    await world.deliver(slow, {
      readers: {
        ...readers,
        jobs: {
          ...readers.jobs,
          read: async (resource) => {
            const read = await readers.jobs.read(resource);
            if (overtaken) return read;
            overtaken = true;
            runAs(DEFAULT, '3');
            await world.deliver(await world.seen('overtaken'));
            return read;
          },
        },
      },
    });
    expect(await world.finding('overtaken')).toMatchObject({ state: 'ticketed', generation: 3 });
    await world.close();
  });
});

describe('a denied deploy that was seen to succeed since', () => {
  it('is only told of, though the policy or Google would by now refuse another', async () => {
    const world = await accessing();
    const [message] = await world.denied();
    const { ['missing-act-as']: finding } = await world.findings();
    await world.ledger().move(String(finding?.id), { state: 'resolved' });
    await world.deliver(message);
    const { ['missing-act-as']: after } = await world.findings();
    expect(after?.state).toBe('resolved');
    expect(after?.history).toEqual(finding?.history);
    expect(world.bindings()).toEqual([]);
    expect(world.published).toMatchObject([{ kind: 'finding', finding: finding?.id }]);
    await world.close();
  });

  it('is not re-opened by what an interrupted delivery had begun to decide', async () => {
    const world = await accessing();
    const [message] = await world.denied();
    const ledger = world.ledger();
    const journalPlan = async () => {
      throw new Error('killed');
    };
    await expect(world.deliver(message, { ledger: { ...ledger, journalPlan } })).rejects.toThrow();
    const { ['missing-act-as']: finding } = await world.findings();
    await ledger.move(String(finding?.id), { state: 'resolved' });
    world.advance(121);
    await world.deliver(message);
    expect((await world.findings())['missing-act-as']?.state).toBe('resolved');
    expect(world.bindings()).toEqual([]);
    await world.close();
  });
});
