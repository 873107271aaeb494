import { describe, expect, it } from 'vitest';
import { worsened } from '../../../../functions/notify/deliver/channel-health.ts';
import { ChannelFailure } from '../../../../shared/channels/channel-failure.ts';
import type { ChannelHealth } from '../../../../shared/domain/delivery.ts';
import { ID, openTellingWorld } from './telling-world.ts';
import { channelsOf, openTracker } from './tracker.ts';

const AT = '2026-11-22T10:00:00.000Z';
const down = new ChannelFailure('unavailable', 'The desk gave no answer.');
const refused = () => {
  throw new ChannelFailure('refused', 'The desk knows no such token.');
};
const idOf = (n: number) => ID.replace('nightly', `job-${n}`);

function healthAfter(failures: readonly ChannelFailure[]): ChannelHealth | undefined {
  return failures.reduce<ChannelHealth | undefined>(
    (one, each) => worsened(one, each, AT),
    undefined,
  );
}

function heard() {
  const alerts: string[] = [];
  const tell = async ({ alert }: { alert: { key: string } }) => void alerts.push(alert.key);
  return { alerts, soc: { alerts: { tell } } };
}

describe('the health of a channel', () => {
  it('is as bad behind thirty failures at one moment as behind the three that begin a pause', () => {
    const pause = { times: 3, until: '2026-11-22T10:04:00.000Z' };
    expect(healthAfter([down, down, down])?.failing).toMatchObject(pause);
    expect(healthAfter(Array.from({ length: 30 }, () => down))?.failing).toMatchObject(pause);
  });

  it('is that it asks to be left alone for longer, though it pauses already', () => {
    const later = new ChannelFailure('rate-limited', 'Slow down.', { retryAfterSeconds: 1800 });
    const until = '2026-11-22T10:30:00.000Z';
    expect(healthAfter([down, down, down, later])?.failing).toMatchObject({ until });
    expect(healthAfter([later, down])?.failing).toMatchObject({ until });
  });

  it('is no better for what there was nothing to tell it of', async () => {
    const { alerts, soc } = heard();
    let told = 0;
    const people = {
      tell: async () => {
        if (told === 1) refused();
        told += 1;
      },
    };
    const world = openTellingWorld(channelsOf({ desk: { people }, soc }));
    await world.see({ channels: ['desk'], job: 'job-1' });
    await world.told(idOf(1));
    await world.see({ channels: ['desk'], job: 'job-2' });
    await world.told(idOf(2));
    for (let minutes = 0; minutes < 60; minutes += 5) {
      await world.ticks(300);
      await world.told(idOf(1));
    }
    expect(alerts).toEqual([expect.stringMatching(/^channel-down:desk:/)]);
  });

  it('is told of once, and not once more for each of all the things that it does not take', async () => {
    const { alerts, soc } = heard();
    const desk = openTracker();
    desk.hook = refused;
    const world = openTellingWorld(channelsOf({ desk: { tickets: desk }, soc }));
    for (let n = 0; n < 10; n += 1) {
      await world.see({ channels: ['desk'], job: `job-${n}` });
      await world.told(idOf(n));
    }
    await world.ticks(24 * 3600);
    expect(alerts).toEqual([expect.stringMatching(/^channel-down:desk:/)]);
  });

  it('is told of once for one thing that it never takes while it takes others, an alert too', async () => {
    const { alerts, soc } = heard();
    const desk = openTracker();
    const world = openTellingWorld(
      channelsOf({ desk: { tickets: desk, alerts: { tell: async () => refused() } }, soc }),
    );
    const alert = { kind: 'fight', severity: 'high', text: 'Look.', about: 'nightly' } as const;
    await world.ledger.raise({ ...alert, key: 'fight' }, world.now());
    await world.deliver({ kind: 'alert', alert: 'fight' });
    for (let n = 0; n < 96; n += 1) {
      await world.see({ channels: ['desk'], job: `job-${n}` });
      await world.told(idOf(n));
      await world.ticks(900);
    }
    expect(alerts).toEqual(['fight', expect.stringMatching(/^undelivered:desk\|alert\|fight:/)]);
  });
});
