import type { Finding } from '../../shared/domain/finding.ts';
import { fightOf } from '../../shared/engine/standing-caps.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { noteAlert } from './note-alert.ts';
import type { EvaluatePorts } from './ports.ts';

/** One alert a day for a job that is set back again and again after it was mended. */
export async function alertOnFight(
  finding: Finding,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<void> {
  const at = ports.now();
  const fight = fightOf(finding, { policy, at });
  if (fight.length === 0) return;
  const { id, resourceName, principal, rule } = finding;
  const text = `${resourceName} was mended and set back ${fight.length} times since ${fight[0]}, last by ${principal}; Bailiff only keeps a ticket from here on. Settle with them which account the job is to run as, or exempt it from ${rule} in the policy.`;
  await noteAlert(
    {
      key: `fight~${id}~${at.slice(0, 10)}`,
      kind: 'fight',
      severity: 'high',
      text,
      about: resourceName,
    },
    ports,
  );
}
