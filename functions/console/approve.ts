import { REQUEST_SECONDS, shortDigest } from '../../shared/domain/approval.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { ownDeployFault } from '../../shared/engine/approver.ts';
import { secondsAfter } from '../../shared/ledger/instant.ts';
import { type Answer, type ApproverPorts, refused } from './approver-ports.ts';
import { overRequest, tellRemediate } from './request.ts';

/** Records that the plan which waits is approved, and has remediate compare it with the world once more. */
export async function approve(
  finding: Finding,
  by: string,
  { digest }: { readonly digest?: string | undefined },
  ports: ApproverPorts,
): Promise<Answer> {
  const own = finding.proposal && ownDeployFault(by, finding.proposal.deployedBy);
  if (own !== undefined) return refused(403, own);
  const at = ports.now();
  const answer = await ports.ledger.ask(finding.id, {
    ...{ kind: 'approve', id: ports.newId(), by, at },
    expires: secondsAfter(at, REQUEST_SECONDS),
    // The digest of what he was checked against, so that nothing newer is approved unseen.
    digest: digest ?? finding.proposal?.digest,
    over: await overRequest(finding, ports),
  });
  if (answer?.kind !== 'taken') return refused(409, answer?.because ?? 'The finding is gone.');
  const { request, proposal } = answer.finding;
  if (request === undefined || proposal === undefined)
    throw new Error(`${finding.id} was approved and holds no request.`);
  await tellRemediate(finding.id, request, ports);
  const { does, notes } = proposal;
  const plan = shortDigest(proposal.digest);
  const said = `${request.by} approved the plan ${plan}. Bailiff reads everything again, and does it if nothing has moved.`;
  const body = { finding: finding.id, said, plan, does, notes, request };
  return { kind: 'taken', status: 202, body };
}
