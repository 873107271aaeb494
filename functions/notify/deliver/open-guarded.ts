import type { Channel, TicketSystem } from '../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import type { Log } from '../../../shared/log.ts';
import type { Channels } from './open-channels.ts';
import { toChannelFailure } from './to-channel-failure.ts';

type Guard = <A extends readonly unknown[], R>(
  call: (...args: A) => Promise<R>,
) => (...args: A) => Promise<R>;

/**
 * Opens a channel whose every failure is a ChannelFailure, that to open it too: what one channel cannot take, and be it
 * for a fault of Bailiff's own, is no reason to bring the message again, and at last to nobody, for all the others.
 */
export async function openGuarded(name: string, channels: Channels, log: Log): Promise<Channel> {
  const guard: Guard =
    (call) =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (error) {
        throw toChannelFailure(name, error) ?? brokenDown(name, error, log);
      }
    };
  const channel = await guard(channels.open)(name);
  const { tickets, people, alerts, findings } = channel;
  return {
    ...channel,
    ...(tickets === undefined ? {} : { tickets: guarded(tickets, guard) }),
    ...(people === undefined ? {} : { people: { tell: guard(people.tell) } }),
    ...(alerts === undefined ? {} : { alerts: { tell: guard(alerts.tell) } }),
    ...(findings === undefined ? {} : { findings: { tell: guard(findings.tell) } }),
  };
}

function guarded(system: TicketSystem, guard: Guard): TicketSystem {
  return {
    ...system,
    find: guard(system.find),
    open: guard(system.open),
    revise: guard(system.revise),
    comment: guard(system.comment),
    close: guard(system.close),
    reopen: guard(system.reopen),
  };
}

/** Of an error that nobody foresaw no word is repeated, since it may quote what was sent: its name, and where it was thrown. */
function brokenDown(name: string, error: unknown, log: Log): ChannelFailure {
  const kind = error instanceof Error ? error.name : typeof error;
  const wordless = new Error('its words are left out');
  wordless.name = kind;
  wordless.stack = error instanceof Error ? (error.stack ?? '') : '';
  log.error(`${name} broke down.`, { result: 'channel-broke-down', error: wordless });
  return new ChannelFailure(
    'refused',
    `Bailiff itself failed at the channel ${name} (${kind}). The log of notify says where; report it.`,
    { uncertain: true },
  );
}
