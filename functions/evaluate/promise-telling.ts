import { randomUUID } from 'node:crypto';
import { tellingKey } from '../../shared/domain/wake.ts';
import { secondsAfter } from '../../shared/ledger/instant.ts';
import type { EvaluatePorts } from './ports.ts';

/** Longer than a delivery takes, and its next tries. */
const WITHIN_SECONDS = 600;

/** What is to be published of a finding. */
export interface Telling {
  readonly finding: string;
  readonly decision: string;
  readonly event: string;
}

/**
 * Has a tick tell of what is about to be written of the finding, in case this delivery is cut off behind that and no other
 * delivery of the event gets so far. What it answers is to be called once it was told.
 */
export async function promiseTelling(
  telling: Telling,
  { ledger, now }: Pick<EvaluatePorts, 'ledger' | 'now'>,
): Promise<() => Promise<void>> {
  const key = tellingKey(telling.finding);
  const nonce = randomUUID();
  const due = secondsAfter(now(), WITHIN_SECONDS);
  await ledger.schedule({ key, kind: 'telling', ...telling, due, nonce, tries: 0 });
  return () => ledger.unschedule(key, nonce);
}
