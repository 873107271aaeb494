import { randomUUID } from 'node:crypto';
import { type Channels, NO_CHANNELS } from '../../../functions/notify/deliver/open-channels.ts';
import type { NotifyPorts } from '../../../functions/notify/ports.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';

/** What notify works with; without channels unless some are given. */
export function notifyPorts(
  ledger: Ledger,
  now: () => string,
  channels: Channels = NO_CHANNELS,
): NotifyPorts {
  return { ledger, channels, now, owner: () => randomUUID() };
}
