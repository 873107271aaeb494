import { type Finding, ticketKey, UNSETTLED } from '../../shared/domain/finding.ts';
import { parsePrincipal, principalText, samePrincipal } from '../../shared/domain/principal.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';
import { parseServiceAccount } from '../../shared/domain/service-account.ts';
import type { LiveSubject } from '../../shared/engine/gather.ts';
import { happened } from './happened.ts';
import type { Occasion } from './occasion.ts';
import type { EvaluatePorts } from './ports.ts';
import { resolveFindings } from './resolve-findings.ts';

const MOST = 500;
const STATES = [...UNSETTLED, 'resolved'] as const;

/**
 * Resolves what whoever deployed this job was refused before, under the same account in the same project: that it
 * works is proven now. So is what the deployer was refused of this very job under a default account, when it has one of
 * its own now. Nothing, when somebody else has changed the job since.
 */
export async function settleAttempts(
  { resource, job, diagnosis }: LiveSubject,
  occasion: Occasion,
  ports: EvaluatePorts,
): Promise<readonly string[]> {
  const deployer = parsePrincipal(job.lastModifier);
  const { principal } = occasion;
  if (deployer.kind === 'unknown') return [];
  if (principal.kind !== 'unknown' && !samePrincipal(principal, deployer)) return [];
  const who = principalText(deployer);
  const account = diagnosis.account.email;
  const key = ticketKey({ resource, attempted: true, deployer: who, serviceAccount: account });
  const { ledger, now } = ports;
  const sameAccount = await ledger.findings({ ticketKey: key, states: STATES, limit: MOST });
  const sameJob = isDefault(account)
    ? []
    : await refusedAsDefault(fullResourceName(resource), who, ports);
  const at = Date.parse(happened(occasion, now()));
  const before = [...sameAccount.findings, ...sameJob].filter(
    ({ lastSeen }) => Date.parse(lastSeen) <= at,
  );
  const what = `a deploy went through: ${who} deployed ${resource.name} under ${account}`;
  return resolveFindings(before, what, occasion, ports);
}

async function refusedAsDefault(
  resource: Finding['resourceName'],
  who: string,
  { ledger }: EvaluatePorts,
): Promise<readonly Finding[]> {
  const { findings } = await ledger.findings({ resource, states: STATES, limit: MOST });
  return findings.filter(
    ({ attempted, deployer, serviceAccount }) =>
      attempted && deployer === who && isDefault(serviceAccount),
  );
}

function isDefault(account: string | undefined): boolean {
  const { kind } = parseServiceAccount(account ?? '');
  return kind === 'compute-engine-default' || kind === 'app-engine-default';
}
