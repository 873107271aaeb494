import type { Remediation } from './journal.ts';

/** True when the remediation was started for the finding, or for another one whose plan mends it too. */
export function concerns(
  { finding, plan }: Pick<Remediation, 'finding' | 'plan'>,
  id: string,
): boolean {
  return finding === id || plan?.together?.some((one) => one === id) === true;
}
