import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../../shared/channels/channel-failure.ts';
import { ID, openTellingWorld } from './telling-world.ts';
import { channelsOf, openTracker } from './tracker.ts';

const HOUR = 3600;
const DESK = { channels: ['desk'] };

describe('a copy in a channel that the policy no longer names', () => {
  it.for([
    ['has', 'https://tracker.example/0'],
    ['has not', undefined],
  ])('is closed all the same, where its system %s a page for it', async ([, url]) => {
    const tracker = openTracker();
    const { find, open } = tracker;
    const tickets = {
      ...tracker,
      find: async (fingerprint: string) => {
        const copy = await find(fingerprint);
        return copy && { ...copy, url };
      },
      open: async (draft: Draft) => ({ ...(await open(draft)), url }),
    };
    const world = openTellingWorld(channelsOf({ desk: { tickets } }));
    await world.see(DESK);
    await world.told();
    await world.see({ channels: [], generation: 2 });
    await world.told();
    await world.ledger.move(ID, { state: 'resolved', entry: { at: world.now(), what: 'mended' } });
    await world.told();
    expect(tracker.copies).toMatchObject([{ state: 'closed' }]);
  });
});

describe('a channel that breaks down over a ticket', () => {
  it('delays that ticket alone, without a word of what it said, and is told of in the others', async () => {
    const [desk, other] = [openTracker(), openTracker()];
    const alerts: string[] = [];
    const tell = async ({ alert }: { alert: { text: string } }) => void alerts.push(alert.text);
    const world = openTellingWorld(
      channelsOf({ desk: { tickets: desk }, other: { tickets: other }, soc: { alerts: { tell } } }),
    );
    desk.hook = () => {
      throw new TypeError('Invalid header value: Bearer hunter2');
    };
    await world.see({ channels: ['desk', 'other'] });
    await world.told();
    expect(other.copies).toHaveLength(1);
    await world.ticks(2 * HOUR);
    expect(alerts).toEqual([
      expect.stringMatching(/failed at the channel desk \(TypeError\)\. The log of notify/),
    ]);
    expect(world.said.join('')).toMatch(/TypeError: its words are left out at /);
    expect(`${world.said} ${alerts}`).not.toContain('hunter2');
    desk.hook = () => {};
    await world.ticks(6 * HOUR);
    expect(desk.copies).toHaveLength(1);
  });
});

describe('two at one delivery', () => {
  it('leave it to be tried again when the first fails while the second waits for him', async () => {
    const tracker = openTracker();
    const world = openTellingWorld(channelsOf({ desk: { tickets: tracker } }));
    await world.see(DESK);
    tracker.hook = async (when) => {
      if (when === 'before' && tracker.calls.length === 1) {
        await world.told();
        throw new ChannelFailure('unavailable', 'The desk gave no answer.');
      }
    };
    await world.told();
    expect(tracker.copies).toEqual([]);
    tracker.hook = () => {};
    await world.ticks(300);
    expect(tracker.copies).toHaveLength(1);
  });
});
