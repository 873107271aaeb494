import type { Sweep } from '../../shared/domain/sweep.ts';
import type { SweepPorts } from './ports.ts';

/**
 * Keeps how far the sweep has come since `from`. Rejects when another delivery of the same message has kept something
 * since: that one is further, and this one would take it back.
 */
export async function advance(
  from: Sweep,
  change: Partial<Sweep>,
  { ledger }: Pick<SweepPorts, 'ledger'>,
): Promise<Sweep> {
  let overtaken = false;
  const stands = await ledger.changeSweep(from.id, (present) => {
    overtaken = present === undefined || !isAt(present, from);
    return present === undefined || overtaken ? undefined : { ...present, ...change };
  });
  if (overtaken || stands === undefined)
    throw new Error(`The sweep ${from.id} is under way in another delivery of its message.`);
  return stands;
}

function isAt(present: Sweep, { stage, next, batches }: Sweep): boolean {
  return present.stage === stage && present.next === next && present.batches === batches;
}
