import { REQUEST_SECONDS } from '../../shared/domain/approval.ts';
import { claimedResource, type Finding } from '../../shared/domain/finding.ts';
import { ownDeployFault } from '../../shared/engine/approver.ts';
import { undoableOf } from '../../shared/engine/undo-plan.ts';
import { secondsAfter } from '../../shared/ledger/instant.ts';
import { type Answer, type ApproverPorts, refused } from './approver-ports.ts';
import { overRequest, tellRemediate } from './request.ts';

/** Records that what Bailiff did is to be undone, and tells remediate; a dry run only says, by the journal, what that is. */
export async function undo(
  finding: Finding,
  by: string,
  { dryRun = false }: { readonly dryRun?: boolean | undefined },
  ports: ApproverPorts,
): Promise<Answer> {
  const past = await ports.ledger.remediationsOf(claimedResource(finding));
  const found = undoableOf(finding.id, past);
  if (found.kind === 'nothing') return refused(409, found.because);
  const { decision, plan } = found.remediation;
  const { deployer, principal } = finding;
  const named = [deployer, principal].filter((text) => text !== undefined && text !== 'unknown');
  const own = ownDeployFault(by, [...(plan?.deployedBy ?? []), ...named.map(String)]);
  if (own !== undefined) return refused(403, own);
  const { does, stays } = found.undo;
  if (dryRun) {
    const said =
      'Nothing is done yet. An undo does this, or nothing if anything was changed since:';
    return { kind: 'taken', status: 200, body: { finding: finding.id, said, does, stays } };
  }
  const at = ports.now();
  const answer = await ports.ledger.ask(finding.id, {
    ...{ kind: 'undo', id: ports.newId(), by, at, decision },
    expires: secondsAfter(at, REQUEST_SECONDS),
    over: await overRequest(finding, ports),
  });
  if (answer?.kind !== 'taken') return refused(409, answer?.because ?? 'The finding is gone.');
  const { request } = answer.finding;
  if (request === undefined) throw new Error(`${finding.id} is to be undone and holds no request.`);
  await tellRemediate(finding.id, request, ports);
  const said = `${request.by} wants it undone. Bailiff looks whether all is as it left it, and then does this:`;
  return { kind: 'taken', status: 202, body: { finding: finding.id, said, does, stays, request } };
}
