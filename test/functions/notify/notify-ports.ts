import { type Channels, NO_CHANNELS } from '../../../functions/notify/deliver/open-channels.ts';
import type { NotifyPorts } from '../../../functions/notify/ports.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';

/** What notify works with; without channels unless some are given. */
export function notifyPorts(
  ledger: Ledger,
  now: () => string,
  channels: Channels = NO_CHANNELS,
): NotifyPorts {
  let owners = 0;
  const owner = () => {
    owners += 1;
    return `owner-${owners}`;
  };
  return { ledger, channels, now, owner };
}
