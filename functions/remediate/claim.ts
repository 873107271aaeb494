import { claimedResource } from '../../shared/domain/finding.ts';
import type { ClaimRequest } from '../../shared/ledger/claim.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { Delivery } from './ports.ts';
import { Redeliver } from './redeliver.ts';

// Longer than any one wait of a step, shorter than what a person takes for stuck.
const LEASE_SECONDS = 120;
const WINDOW_SECONDS = 3600;

/**
 * Takes the decision and its job. Throws Redeliver when somebody else works on either. A claim that is only resumed is
 * not counted, so its limits may be left out. `request` is the id of the approver's request that it carries out, `needs`
 * how far the ceiling must reach for it to be begun, `deployer` in whose name it is counted.
 */
export async function claim(
  decision: string,
  limits: Omit<Policy['limits'], 'fight'> | undefined,
  { finding, message, ports }: Delivery,
  { request, needs, deployer }: Pick<ClaimRequest, 'request' | 'needs' | 'deployer'> = {},
) {
  const owner = ports.owner();
  const at = ports.now();
  const answer = await ports.ledger.claim({
    decision,
    finding: finding.id,
    resource: claimedResource(finding),
    project: finding.resource.project,
    deployer,
    event: message.event,
    owner,
    at,
    request,
    needs,
    leaseSeconds: LEASE_SECONDS,
    budget: {
      organization: limits?.remediationsPerHour ?? 0,
      project: limits?.remediationsPerHourPerProject ?? 0,
      deployer: limits?.remediationsPerHourPerDeployer ?? 0,
      share: limits?.remediationsPerHourPerDeployerInProject ?? 0,
      windowSeconds: WINDOW_SECONDS,
    },
  });
  if (answer.kind === 'busy')
    throw new Redeliver(`${finding.resourceName} is being worked on until ${answer.until}.`);
  return { answer, owner, at };
}
