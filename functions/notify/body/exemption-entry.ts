import type { Finding } from '../../../shared/domain/finding.ts';
import { celString } from './cel-string.ts';

/** The policy takes no longer condition. */
const LONGEST = 1000;

/**
 * An entry for `exemptions:` of the policy, of this job or of such deploys alone. The words in capitals are to be filled
 * in; until they are, `policy check` refuses it. Nothing
 * where its condition would be longer than a policy may have one.
 */
export function exemptionEntry(finding: Finding): readonly string[] {
  const condition = conditionOf(finding);
  if (condition.length > LONGEST) return [];
  const when = condition.replaceAll("'", "''");
  return [
    `- id: EX-NNNN-${finding.rule}`,
    `  rule: ${finding.rule}`,
    `  when: '${when}'`,
    '  reason: WHY',
    '  owner: user:ADDRESS',
    '  approvedBy: user:ADDRESS',
    '  expires: YYYY-MM-DD',
  ];
}

function conditionOf({ resourceName, resource, attempted, deployer, serviceAccount }: Finding) {
  if (!attempted) return `finding.resource.name == ${celString(resourceName)}`;
  return [
    'finding.attempted',
    `finding.resource.project == ${celString(resource.project)}`,
    `finding.principal == ${celString(deployer ?? 'unknown')}`,
    `finding.serviceAccount == ${celString(serviceAccount ?? '')}`,
  ].join(' && ');
}
