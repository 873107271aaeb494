import type { Violation } from '../../domain/finding.ts';
import { SEVERITIES, type Severity } from '../../domain/severity.ts';

/** Roles with which a default account can change, or give away, whatever is in its project. */
const BASIC = new Set(['roles/owner', 'roles/editor']);

const OF_LIVE_JOBS: Readonly<Record<string, Severity>> = {
  // It fails, or is somebody else's who has taken the address.
  'service-account-unusable': 'high',
  // It cannot run.
  'missing-token-creator': 'high',
  'cross-project-use-disabled': 'high',
};

/** How bad it is that this rule is broken, by what the job can do and whether it runs. A denied deploy harmed nobody. */
export function severityOf({
  rule,
  attempted,
  evidence,
}: Pick<Violation, 'rule' | 'attempted' | 'evidence'>): Severity {
  if (attempted) return 'low';
  if (evidence.kind === 'default-service-account')
    return evidence.roles === undefined || evidence.roles.some((role) => BASIC.has(role))
      ? 'high'
      : 'medium';
  return OF_LIVE_JOBS[rule] ?? 'medium';
}

export function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES[Math.max(0, ...severities.map((one) => SEVERITIES.indexOf(one)))] ?? 'low';
}
