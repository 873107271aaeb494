import type { DeliverySubject } from '../../shared/domain/delivery.ts';
import type { Log } from '../../shared/log.ts';
import { deliver } from './deliver/deliver.ts';
import type { NotifyPorts } from './ports.ts';
import { publishAlert } from './publish-alert.ts';

/** What one channel is told of. */
export interface Told {
  readonly channel: string;
  readonly subject: DeliverySubject;
}

/** All at once, so that a slow one holds up no other; then of the alerts that their failing raised. */
export async function tellEach(told: readonly Told[], log: Log, ports: NotifyPorts): Promise<void> {
  const ends = await Promise.allSettled(
    told.map(({ channel, subject }) => deliver(channel, subject, log, ports)),
  );
  const raised = ends.flatMap((end) => (end.status === 'fulfilled' ? end.value : []));
  for (const id of new Set(raised)) await publishAlert(id, log, ports);
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
