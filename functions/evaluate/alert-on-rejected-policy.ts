import { type Fault, formatFaults } from '../../shared/policy/load.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';

const SHOWN = 5;

/** Tells that a version of the policy file was refused and that the last good one, if any, stays in force. */
export async function alertOnRejectedPolicy(
  path: string,
  digest: string,
  faults: readonly Fault[],
  ports: Pick<EvaluatePorts, 'ledger' | 'publisher' | 'now'>,
): Promise<void> {
  const more = faults.length > SHOWN ? `\nand ${faults.length - SHOWN} more.` : '';
  const text = `The policy file ${path} was refused; the last good version, if there was one, stays in force. Mend it; "bailiff policy check ${path}" lists every fault.\n${formatFaults(path, faults.slice(0, SHOWN))}${more}`;
  // With the day, since the same fault may come back long after it was mended.
  const key = `policy-rejected~${digest}~${ports.now().slice(0, 10)}`;
  await noteAlert({ key, kind: 'policy-rejected', severity: 'high', text, about: path }, ports);
}
