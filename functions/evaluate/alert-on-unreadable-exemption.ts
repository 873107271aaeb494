import type { Finding } from '../../shared/domain/finding.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';

/** Tells, once for each version of the policy, of an exemption that cannot be evaluated and so keeps a finding at `ticket`. */
export async function alertOnUnreadableExemption(
  { decision, resourceName, rule }: Finding,
  ports: EvaluatePorts,
): Promise<void> {
  for (const id of decision.unreadableExemptions ?? []) {
    const text = `The condition of exemption ${id} from ${rule} cannot be evaluated, first for ${resourceName}: it exempts nothing there, and nothing is changed either. Mend the condition in the policy file; docs/policy.md says what it may rest on.`;
    const key = `exemption-unreadable~${id}~${decision.policyDigest.slice(0, 12)}`;
    await noteAlert(
      { key, kind: 'exemption-unreadable', severity: 'high', text, about: id },
      ports,
    );
  }
}
