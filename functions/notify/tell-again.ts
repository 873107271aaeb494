import { parseDelivery } from '../../shared/domain/delivery.ts';
import { deliveryWakeKey } from '../../shared/domain/wake.ts';
import type { Log } from '../../shared/log.ts';
import { ignore } from './ignore.ts';
import type { NotifyPorts } from './ports.ts';
import { tellEach } from './tell-each.ts';

/** Tries a delivery whose time has come, and takes its wake away unless it was put off once more. */
export async function tellAgain(key: string, log: Log, ports: NotifyPorts): Promise<void> {
  const { ledger, channels } = ports;
  const parsed = parseDelivery(key);
  if (parsed === undefined)
    return ignore('no-such-delivery', 'No delivery has this key.', log, ports);
  // Read first: one that is put off now has another nonce.
  const wake = await ledger.wake(deliveryWakeKey(key));
  if (channels.all.some(({ name }) => name === parsed.channel))
    await tellEach([parsed], log, ports);
  else await ignore('no-such-channel', `No channel is named ${parsed.channel}.`, log, ports);
  if (wake !== undefined) await ledger.unschedule(wake.key, wake.nonce);
}
