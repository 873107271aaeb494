import { TOPICS } from '../../shared/domain/topics.ts';
import type { Delivery } from './ports.ts';

/** Tells notify that something became of the finding; always after it was recorded. */
export async function publishFinding(
  decision: string,
  { finding, message, ports }: Delivery,
): Promise<void> {
  const { event } = message;
  await ports.publisher.publish(TOPICS.outcomes, {
    kind: 'finding',
    finding: finding.id,
    decision,
    event,
  });
}
