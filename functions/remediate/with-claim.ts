import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { ClaimLost } from '../../shared/ledger/claim-lost.ts';
import type { Delivery } from './ports.ts';
import { Redeliver } from './redeliver.ts';

/**
 * Does the work of a claimed decision. What another delivery may get right gives the claim back and throws; a claim that
 * has passed to another instance is left to that one; anything else throws and leaves the claim to run out.
 */
export async function withClaim(
  decision: string,
  owner: string,
  { finding, ports }: Delivery,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ClaimLost) {
      const fields = { finding: finding.id, decision, result: 'claim-lost' };
      return ports.log.warn(error.message, fields);
    }
    const again = error instanceof Redeliver || (error instanceof ApiFailure && error.retryable);
    if (again) await ports.ledger.release(decision, owner);
    throw error;
  }
}
