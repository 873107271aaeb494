import { type FindingWake, lookKey } from '../../shared/domain/wake.ts';
import type { Delivery } from './ports.ts';

/** Has the finding of this delivery decided again at `due`, under the decision that it was to be done by. */
export async function schedule(
  { kind, due, line }: Pick<FindingWake, 'kind' | 'due' | 'line'>,
  decision: string,
  { finding, message, ports }: Delivery,
): Promise<void> {
  await ports.ledger.schedule({
    ...{ key: lookKey(finding.id), kind, finding: finding.id, decision, due, line },
    ...{ event: message.event, nonce: ports.owner(), tries: 0 },
  });
}
