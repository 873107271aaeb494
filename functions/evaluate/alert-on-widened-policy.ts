import type { WidenedPolicy } from '../../shared/engine/policy-widened.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';

const SHOWN = 10;

/** Tells what a version of the policy file allows more than the one before it, and from when on. */
export async function alertOnWidenedPolicy(
  address: string,
  { digest, made, inForce, differences }: WidenedPolicy,
  ports: Pick<EvaluatePorts, 'ledger' | 'publisher' | 'now'>,
): Promise<void> {
  const waits =
    made === inForce
      ? 'It is in force.'
      : `All of it is in force from ${inForce} on; what it takes away holds at once. If it is not meant, put the old version back before then.`;
  const more = differences.length > SHOWN ? [`and ${differences.length - SHOWN} more.`] : [];
  const text = [
    `The version of the policy file ${address} of ${made} allows more than the one before it. ${waits} "bailiff policy check FILE --against OLD" prints the whole difference.`,
    ...differences.slice(0, SHOWN),
    ...more,
  ].join('\n');
  // With the time, since the same text may be put there again after somebody took it back.
  const key = `policy-widened~${digest}~${made}`;
  await noteAlert({ key, kind: 'policy-widened', severity: 'medium', text, about: address }, ports);
}
