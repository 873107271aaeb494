import type { Remediation } from '../../shared/ledger/journal.ts';

/** The finding that a remediation was made for, and those that its plan mends besides. */
export function mendedBy({ finding, plan }: Remediation): readonly string[] {
  return [finding, ...(plan?.together ?? [])];
}
