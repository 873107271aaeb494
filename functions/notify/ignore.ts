import type { Log } from '../../shared/log.ts';
import type { NotifyPorts } from './ports.ts';

/** Counts a message that asks for nothing that can be done, and says so. */
export async function ignore(
  reason: string,
  why: string,
  log: Log,
  { ledger }: Pick<NotifyPorts, 'ledger'>,
): Promise<void> {
  await ledger.count(`notify.ignored.${reason}`);
  log.info(`Ignored. ${why}`, { result: `ignored.${reason}` });
}
