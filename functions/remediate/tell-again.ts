import { TOPICS } from '../../shared/domain/topics.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { Delivery } from './ports.ts';
import { publishFinding } from './publish-finding.ts';

/** Publishes what came of a decision once more, in case it was never told, and changes nothing. */
export async function tellAgain(
  { decision, outcome }: Remediation,
  delivery: Delivery,
): Promise<void> {
  const { finding, message, ports } = delivery;
  await publishFinding(decision, delivery);
  const alert =
    outcome?.kind === 'failed'
      ? await ports.ledger.alert(`remediation-failed~${decision}`)
      : undefined;
  if (alert !== undefined)
    await ports.publisher.publish(TOPICS.outcomes, { kind: 'alert', alert: alert.id });
  ports.log.info('This decision was concluded before; its outcome was told again.', {
    event: message.event,
    resource: finding.resourceName,
    finding: finding.id,
    decision,
    result: 'concluded',
    outcome: outcome?.kind,
  });
}
