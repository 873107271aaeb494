import type { Policy } from '../../shared/policy/policy.ts';
import type { EvaluatePorts } from './ports.ts';

/** Throws when no version of the policy file was ever usable, so that the event is delivered again. */
export async function policyInForce({ policy }: Pick<EvaluatePorts, 'policy'>): Promise<Policy> {
  const loaded = await policy.current();
  if (loaded.ok) return loaded.policy;
  throw new Error(
    `No version of the policy file has been usable so far (${loaded.faults.length} faults), so nothing is judged: check it with "bailiff policy check".`,
  );
}
