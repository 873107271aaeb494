import { describe, expect, it } from 'vitest';
import { findingNews } from '../../../../functions/notify/deliver/news.ts';
import { ChannelFailure } from '../../../../shared/channels/channel-failure.ts';
import { deniedFinding } from '../account-use-finding.ts';
import { ID, openTellingWorld, type TellingWorld } from './telling-world.ts';
import { channelsOf } from './tracker.ts';

async function moved(world: TellingWorld, state: 'resolved' | 'ticketed'): Promise<void> {
  await world.ledger.move(ID, { state, entry: { at: world.now(), what: state } });
  await world.told();
}

describe('the mark of news', () => {
  it('is 32 hexadecimal digits, whatever they are of', async () => {
    const marks: string[] = [];
    const tell = async ({ mark }: { mark: string }) => void marks.push(mark);
    const world = openTellingWorld(
      channelsOf({ desk: { people: { tell } }, siem: { findings: { tell }, alerts: { tell } } }),
    );
    await world.see({ channels: ['desk'] });
    await world.told();
    const alert = { kind: 'fight', severity: 'high', text: 'Look.', about: 'nightly' } as const;
    await world.ledger.raise({ ...alert, key: 'fight' }, world.now());
    await world.deliver({ kind: 'alert', alert: 'fight' });
    expect(marks).toEqual(Array(3).fill(expect.stringMatching(/^[0-9a-f]{32}$/)));
  });

  it('is another one for a finding that comes to stand as it stood before', async () => {
    const told: string[] = [];
    const tell = async ({ mark }: { mark: string }) => void told.push(mark);
    const world = openTellingWorld(channelsOf({ siem: { findings: { tell } } }));
    await world.see();
    await world.told();
    await world.told();
    for (const state of ['resolved', 'ticketed', 'resolved', 'ticketed'] as const)
      await moved(world, state);
    expect(told).toHaveLength(5);
    expect(new Set(told).size).toBe(5);
  });

  it('is the same one each time that the same is tried', async () => {
    const told: string[] = [];
    const tell = async ({ mark }: { mark: string }) => {
      told.push(mark);
      if (told.length === 2) throw new ChannelFailure('unavailable', 'No answer.');
    };
    const world = openTellingWorld(channelsOf({ siem: { findings: { tell } } }));
    await world.see();
    await world.told();
    await moved(world, 'resolved');
    await world.ticks(600);
    expect(told).toHaveLength(3);
    expect(told[2]).toBe(told[1]);
  });
});

describe('a finding of a denied deploy', () => {
  const toldOf = async (withheld: boolean, kept?: string) => {
    const finding = deniedFinding('service-account-unusable', { withheld });
    const ledger = {
      finding: async () => finding,
      ticket: async () => undefined,
      alert: async () => undefined,
    };
    return (await findingNews(finding.id, kept, ledger))?.news.finding.rule;
  };

  it('is told to no machine where its rule alone says how an account stands that the deployer may not read', async () => {
    expect(await toldOf(true)).toBeUndefined();
    expect(await toldOf(false)).toBe('service-account-unusable');
  });

  it('is told on where it was told before, so that nothing stays open', async () => {
    expect(await toldOf(true, 'ef9bd37416f3e1b5~a')).toBe('service-account-unusable');
  });
});
