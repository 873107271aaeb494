import { lookKey, type Wake } from '../../../shared/domain/wake.ts';
import { secondsAfter } from '../../../shared/ledger/instant.ts';
import type { Remediation } from '../../../shared/ledger/journal.ts';
import type { Delivery } from '../ports.ts';
import type { Undo } from './undo-finding.ts';
import { UNDO_HOLD_SECONDS } from './undo-hold.ts';

/** The findings that the remediation was for. */
export function mendedWith({ finding, plan }: Remediation): readonly string[] {
  return [...new Set([finding, ...(plan?.together ?? [])])];
}

/** Holds them all ahead of the first write, so that nobody mends again what is just being undone. */
export async function holdAll(
  { by, started, undone }: Pick<Undo, 'by' | 'started' | 'undone'>,
  { finding, ports }: Delivery,
): Promise<void> {
  const live = finding.attempted ? undefined : await ports.readers.jobs.read(finding.resource);
  const { uid, generation } = live ?? finding;
  const until = secondsAfter(started, UNDO_HOLD_SECONDS);
  const hold = { kind: 'undone', by, at: started, until, uid, generation } as const;
  for (const id of mendedWith(undone)) {
    // A denied deploy is done with: the next one tells whether anybody still wants it.
    if (live !== undefined) await ports.ledger.schedule(lapse(id, until, ports.owner()));
    await ports.ledger.move(id, { state: 'held', mode: 'ticket', hold });
  }
}

/** Has the finding decided anew when the hold is over, as by an event of its own. */
function lapse(finding: string, due: string, nonce: string): Wake {
  const decision = `${finding}@undone.${due}`;
  const event = `undone|${finding}|${due}`;
  const of = { finding, decision, event };
  return { key: lookKey(finding), kind: 'undone', ...of, due, nonce, tries: 0 };
}
