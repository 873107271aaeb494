import { describe, expect, it } from 'vitest';
import { ChannelFailure } from '../../../../shared/channels/channel-failure.ts';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { ID, openTellingWorld, type TellingWorld } from './telling-world.ts';
import { channelsOf, openTracker, type Tracker } from './tracker.ts';

const HOUR = 3600;
const DESK = { channels: ['desk'] };

function opened(): { readonly tracker: Tracker; readonly world: TellingWorld } {
  const tracker = openTracker();
  return { tracker, world: openTellingWorld(channelsOf({ desk: { tickets: tracker } })) };
}

const down = () => {
  throw new ChannelFailure('unavailable', 'The desk gave no answer.', { uncertain: true });
};

describe('one fingerprint through its life', () => {
  it('is one ticket with the right state, and a comment an hour at most', async () => {
    const { tracker, world } = opened();
    const { ledger } = world;
    const states: string[] = [];
    const next = async () => {
      await world.told();
      states.push(`${tracker.copies[0]?.state} ${tracker.copies[0]?.comments.length}`);
    };
    await world.see(DESK);
    await next();
    for (let n = 0; n < 40; n += 1) {
      world.advance(360);
      await world.see(DESK);
      await world.told();
    }
    states.push(`seen 40 times: ${tracker.copies[0]?.comments.length}`);
    await ledger.move(ID, { state: 'remediated', entry: { at: world.now(), what: 'moved it' } });
    await next();
    world.advance(HOUR);
    await world.see({ ...DESK, generation: 3 });
    await next();
    const exemption = { id: 'EX-1', expires: '2026-11-23' };
    await world.see({ ...DESK, generation: 3, mode: 'observe', exemption });
    await ledger.move(ID, { state: 'exempt', entry: { at: world.now(), what: 'exempt' } });
    await next();
    world.advance(48 * HOUR);
    await world.see({ ...DESK, generation: 3 });
    await next();
    await ledger.move(ID, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await next();
    expect(states).toEqual([
      'open 0',
      'seen 40 times: 4',
      'closed 5',
      'open 6',
      'closed 7',
      'open 8',
      'closed 9',
    ]);
    expect(tracker.copies).toHaveLength(1);
    const ticket = (await ledger.tickets())[0];
    expect(ticket).toMatchObject({
      state: 'closed',
      links: { desk: 'https://tracker.example/0' },
    });
    expect(await world.ticks(2 * HOUR)).toBeGreaterThanOrEqual(0);
    expect(tracker.copies[0]?.draft.body).toEqual(ticket?.blocks);
  });

  it('is found again where the ledger has lost it, and told nothing twice', async () => {
    const { tracker, world } = opened();
    await world.see(DESK);
    await world.told();
    world.ledger = openSqliteLedger(':memory:');
    await world.see(DESK);
    await world.told();
    await world.ledger.move(ID, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await world.told();
    await world.told();
    expect(tracker.copies).toMatchObject([{ state: 'closed', comments: [expect.any(String)] }]);
  });

  it('is opened anew where somebody deleted it, while there is something to tell', async () => {
    const { tracker, world } = opened();
    await world.see(DESK);
    await world.told();
    tracker.hook = (when, call) => {
      if (when === 'before' && call === 'close') throw new ChannelFailure('gone', 'Deleted.');
    };
    await world.ledger.move(ID, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await world.told();
    await world.told();
    expect(tracker.copies).toHaveLength(1);
    tracker.copies.splice(0);
    tracker.hook = (when, call) => {
      if (when === 'before' && call === 'revise') throw new ChannelFailure('gone', 'Deleted.');
    };
    await world.see({ ...DESK, generation: 2 });
    await world.told();
    expect(tracker.copies).toMatchObject([{ state: 'open' }]);
    expect(await world.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('that wakes somebody is not opened for what is over, but ended where an answer was lost', async () => {
    const tracker = Object.assign(openTracker(), { urgent: true });
    const world = openTellingWorld(channelsOf({ desk: { tickets: tracker } }));
    const ends = (id = ID) =>
      world.ledger.move(id, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await world.see(DESK);
    await ends();
    await world.told();
    expect(tracker.calls).toEqual([]);
    const other = ID.replace('nightly', 'other');
    await world.see({ ...DESK, job: 'other' });
    tracker.hook = (when, call) => {
      if (when === 'after' && call === 'open') down();
    };
    await world.told(other);
    tracker.hook = () => {};
    await ends(other);
    await world.told(other);
    await world.ticks(HOUR);
    expect(tracker.copies).toMatchObject([{ state: 'closed' }]);
  });

  it('is opened once by many at a time, and left as the last of them knows it', async () => {
    const { tracker, world } = opened();
    await world.see(DESK);
    await Promise.all(Array.from({ length: 8 }, () => world.told()));
    await world.ledger.move(ID, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await Promise.all(Array.from({ length: 8 }, () => world.told()));
    expect(tracker.copies).toMatchObject([{ state: 'closed', comments: [expect.any(String)] }]);
  });
});

describe('a channel that is down', () => {
  it('delays its own tickets and nothing else, and gets all of them once it is there again', async () => {
    const [desk, other] = [openTracker(), openTracker()];
    const both = channelsOf({ desk: { tickets: desk }, other: { tickets: other } });
    const world = openTellingWorld(both);
    desk.hook = down;
    for (const job of ['one', 'two', 'three', 'four', 'five']) {
      await world.see({ job, channels: ['desk', 'other'] });
      await world.told(ID.replace('nightly', job));
    }
    expect(other.copies).toHaveLength(5);
    expect(desk.copies).toHaveLength(0);
    // From the third failure on nobody waits for it.
    expect(desk.calls).toHaveLength(3);
    desk.hook = () => {};
    await world.ticks(HOUR);
    expect(desk.copies).toHaveLength(5);
    expect(await world.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('is left alone for as long as it asks', async () => {
    const { tracker, world } = opened();
    tracker.hook = () => {
      throw new ChannelFailure('rate-limited', 'Slow down.', { retryAfterSeconds: 1800 });
    };
    await world.see(DESK);
    await world.told();
    await world.see({ ...DESK, job: 'other' });
    await world.told(ID.replace('nightly', 'other'));
    expect(await world.ticks(1799)).toBe(0);
    expect(tracker.calls).toEqual(['find']);
    tracker.hook = () => {};
    await world.ticks(120);
    expect(tracker.copies).toHaveLength(2);
  });

  it('is told of in the others after a quarter of an hour, once', async () => {
    const tracker = openTracker();
    const alerts: string[] = [];
    const soc = {
      alerts: {
        tell: async ({ alert }: { alert: { text: string } }) => void alerts.push(alert.text),
      },
    };
    const world = openTellingWorld(channelsOf({ desk: { tickets: tracker }, soc }));
    tracker.hook = down;
    await world.see(DESK);
    await world.told();
    await world.ticks(600);
    expect(alerts).toEqual([]);
    await world.ticks(6 * HOUR);
    expect(alerts).toEqual([
      expect.stringMatching(
        /^The channel desk has taken nothing since 2026-11-22T10:00:00.*The desk gave no answer\./,
      ),
    ]);
    tracker.hook = () => {};
    await world.ticks(HOUR);
    expect(tracker.copies).toHaveLength(1);
    expect(await world.ledger.notice('channel', 'desk')).toEqual({});
  });

  it('does not keep an alert about itself from being told elsewhere, nor go round in circles', async () => {
    const told: string[] = [];
    const deaf = { alerts: { tell: async () => down() } };
    const soc = {
      alerts: {
        tell: async ({ alert }: { alert: { kind: string } }) => void told.push(alert.kind),
      },
    };
    const world = openTellingWorld(channelsOf({ deaf, soc }));
    const alert = { kind: 'fight', severity: 'high', text: 'Look.', about: 'nightly' } as const;
    await world.ledger.raise({ ...alert, key: 'fight' }, world.now());
    await world.deliver({ kind: 'alert', alert: 'fight' });
    await world.deliver({ kind: 'alert', alert: 'fight' });
    await world.ticks(HOUR);
    expect(told).toEqual(['fight', 'channel-down']);
  });
});

describe('an instance that dies', () => {
  const life = async (world: TellingWorld) => {
    await world.see(DESK);
    await world.told();
    await world.ledger.move(ID, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await world.told();
  };

  it('at any call, before or behind it, leaves one ticket and each comment once', async () => {
    const calls = opened();
    await life(calls.world);
    const all = calls.tracker.calls.length;
    expect(all).toBeGreaterThan(3);
    for (const when of ['before', 'after'])
      for (let fatal = 0; fatal < all; fatal += 1) {
        const { tracker, world } = opened();
        let left = fatal;
        const killed = new Promise<void>((resolve) => {
          tracker.hook = (at) => {
            if (at !== when) return;
            left -= 1;
            if (left !== -1) return;
            // The process is gone: nothing comes behind it, no failure either.
            resolve();
            return new Promise(() => {});
          };
        });
        await Promise.race([life(world), killed]);
        // Pub/Sub brings the message again at once, while the dead one may still be at it.
        world.advance(10);
        await world.told();
        await world.ticks(300);
        expect(tracker.copies, `${when} call ${fatal}`).toHaveLength(1);
        const settled = (await world.ledger.finding(ID))?.state === 'resolved';
        expect(tracker.copies[0]).toMatchObject({
          state: settled ? 'closed' : 'open',
          comments: settled ? [expect.stringMatching(/^Closed: /)] : [],
        });
      }
  });
});
