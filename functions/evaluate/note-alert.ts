import type { NewAlert } from '../../shared/domain/alert.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { EvaluatePorts } from './ports.ts';

/** Raises the alert and tells the other functions, until it has reached the channels. Safe to repeat. */
export async function noteAlert(
  alert: NewAlert,
  { ledger, publisher, now }: Pick<EvaluatePorts, 'ledger' | 'publisher' | 'now'>,
): Promise<void> {
  const raised = await ledger.raise(alert, now());
  if (raised.published !== undefined) return;
  await publisher.publish(TOPICS.decisions, { kind: 'alert', alert: raised.id });
}
