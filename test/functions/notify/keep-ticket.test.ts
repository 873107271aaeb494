import { describe, expect, it } from 'vitest';
import type { TicketMember } from '../../../shared/domain/ticket.ts';
import { ID, openTellingWorld } from './deliver/telling-world.ts';
import { channelsOf, openTracker } from './deliver/tracker.ts';

const DESK = { channels: ['desk'] };
const idOf = (n: number) => ID.replace('nightly', `job-${n}`);

function opened() {
  const tracker = openTracker();
  const world = openTellingWorld(channelsOf({ desk: { tickets: tracker } }));
  const breaks = async (n: number) => {
    await world.see({ ...DESK, job: `job-${n}` });
    await world.told(idOf(n));
  };
  const mended = async (n: number) => {
    const entry = { at: world.now(), what: 'mended' };
    await world.ledger.move(idOf(n), { state: 'resolved', entry });
    await world.told(idOf(n));
  };
  const open = () => tracker.copies.filter(({ state }) => state === 'open');
  return { tracker, world, breaks, mended, open };
}

describe('a storm', () => {
  it('of 500 jobs of one project is one ticket with a list, which closes with the last of them', async () => {
    const { tracker, world, breaks, mended, open } = opened();
    for (let n = 0; n < 500; n += 1) await breaks(n);
    expect(tracker.calls.filter((call) => call === 'revise').length).toBeLessThan(60);
    await world.ticks(400);
    expect(open()).toMatchObject([
      { draft: { title: '500 Cloud Run jobs of payments-prod broke rules at once' } },
    ]);
    const storm = await world.ledger.ticket('storm~payments-prod');
    expect(storm?.members).toHaveLength(500);
    expect(storm?.members?.[499]).toEqual({
      key: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/job-499',
      resource: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/job-499',
      rules: ['default-service-account'],
      state: 'ticketed',
      open: true,
    });
    expect((await world.ledger.finding(idOf(0)))?.ticket).toBe(storm?.id);
    expect((await world.ledger.finding(idOf(499)))?.ticket).toBe(storm?.id);
    // What had a ticket of its own before anybody knew says where it went.
    expect(tracker.copies[0]).toMatchObject({
      state: 'closed',
      comments: [expect.stringMatching(/^Closed: .* BAILIFF-51 stands for all of them/)],
    });
    for (let n = 0; n < 499; n += 1) await mended(n);
    expect(open()).toHaveLength(1);
    await mended(499);
    expect(open()).toEqual([]);
    await world.see({ ...DESK, job: 'job-7', generation: 2 });
    await world.told(idOf(7));
    expect(open()).toHaveLength(1);
    expect(tracker.copies).toHaveLength(51);
    expect(open()[0]?.comments.map((text) => text.replace(/ #.*/, ''))).toEqual([
      'Closed: none of the 500 jobs wants attention any more.',
      'Reopened: 1 of the 500 jobs want attention again.',
    ]);
  });

  it('told by many at a time, and twice, is no other', async () => {
    const { world, open } = opened();
    const all = Array.from({ length: 120 }, (_, n) => n);
    for (const n of all) await world.see({ ...DESK, job: `job-${n}` });
    const tell = (n: number) => world.told(idOf(n));
    for (let from = 0; from < all.length; from += 10)
      await Promise.all(all.slice(from, from + 10).flatMap((n) => [tell(n), tell(n)]));
    expect(open()).toHaveLength(1);
    expect((await world.ledger.ticket('storm~payments-prod'))?.members).toHaveLength(120);
  });

  it('keeps what joined it, though a delivery of before is still at its own ticket', async () => {
    const { world, breaks, mended, open } = opened();
    for (let n = 0; n < 50; n += 1) await breaks(n);
    await world.see({ ...DESK, job: 'job-3', generation: 2 });
    const { findings } = world.ledger;
    let begun = false;
    world.ledger.findings = async (filter) => {
      const read = await findings(filter);
      if (!begun && filter.ticketKey?.endsWith('/job-3') === true) {
        begun = true;
        await breaks(50);
      }
      return read;
    };
    await world.told(idOf(3));
    expect(open()).toMatchObject([
      { draft: { title: expect.stringMatching(/^51 Cloud Run jobs/) } },
    ]);
    for (let n = 0; n < 51; n += 1) await mended(n);
    expect(open()).toEqual([]);
  });

  it('closes though a delivery that read of a job before it was mended writes last', async () => {
    const { world, breaks, mended, open } = opened();
    for (let n = 0; n < 51; n += 1) await breaks(n);
    for (let n = 0; n < 50; n += 1) await mended(n);
    await world.see({ ...DESK, job: 'job-50', generation: 2 });
    await world.ledger.move(idOf(50), { state: 'held' });
    const { findings } = world.ledger;
    let reads = 0;
    world.ledger.findings = async (filter) => {
      const read = await findings(filter);
      reads += 1;
      // The first is for whether a ticket is wanted, the second for what it says.
      if (reads === 2) await mended(50);
      return read;
    };
    await world.told(idOf(50));
    expect(open()).toEqual([]);
  });

  it('takes in again what a dying instance left with a ticket of its own besides', async () => {
    const { world, breaks, mended, open } = opened();
    for (let n = 0; n < 49; n += 1) await breaks(n);
    const { changeTicket } = world.ledger;
    let begun = false;
    world.ledger.changeTicket = async (key, change) => {
      if (begun || !key.endsWith('/job-49')) return changeTicket(key, change);
      begun = true;
      await breaks(50);
      await changeTicket(key, change);
      throw new Error('killed');
    };
    await expect(breaks(49)).rejects.toThrow('killed');
    await world.told(idOf(49));
    for (let n = 0; n < 51; n += 1) await mended(n);
    expect(open()).toEqual([]);
  });

  it('that is as large as the ledger can keep takes no more: the next has a ticket of its own', async () => {
    const { world, breaks, mended, open } = opened();
    for (let n = 0; n < 51; n += 1) await breaks(n);
    const key = 'storm~payments-prod';
    const name = 'j'.repeat(63);
    const members = Array.from({ length: 2_000 }, (_, n) => ({
      ...{ key: `${name}-${n}`, resource: `//run.googleapis.com/projects/p/jobs/${name}-${n}` },
      ...{ rules: ['default-service-account', 'missing-act-as'], state: 'open', open: false },
    }));
    const findings = members.flatMap(({ key: one, rules }) => rules.map((r) => `${r}~p~${one}`));
    await world.ledger.changeTicket(key, (one) => {
      if (one?.members === undefined) return undefined;
      return { ...one, findings, members: [...one.members, ...members] as TicketMember[] };
    });
    await breaks(51);
    expect(open()).toHaveLength(2);
    const storm = await world.ledger.ticket(key);
    expect(storm?.members).toHaveLength(2_051);
    await mended(51);
    expect(open()).toHaveLength(1);
  });

  it('ends: what breaks ten minutes behind it has a ticket of its own', async () => {
    const { world, breaks, open } = opened();
    for (let n = 0; n < 60; n += 1) await breaks(n);
    await world.ticks(601);
    await breaks(60);
    expect(open().map(({ draft }) => draft.title)).toEqual([
      '60 Cloud Run jobs of payments-prod broke rules at once',
      'default-service-account: Cloud Run job job-60 (payments-prod, us-central1)',
    ]);
  });

  it('is none while as many jobs break over hours', async () => {
    const { world, breaks, open } = opened();
    for (let n = 0; n < 60; n += 1) {
      await breaks(n);
      world.advance(60);
    }
    expect(open()).toHaveLength(60);
  });
});
