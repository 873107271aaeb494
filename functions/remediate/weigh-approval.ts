import { type ApproverRequest, type Proposal, shortDigest } from '../../shared/domain/approval.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { approverFault, ownDeployFault } from '../../shared/engine/approver.ts';
import { isBefore } from '../../shared/ledger/instant.ts';
import { movedSince } from './proposal.ts';

/** Whether somebody has approved just what would be done now. */
export type Approval =
  | { readonly kind: 'approved'; readonly request: ApproverRequest }
  /** `because` says what became of an approval that is there, or what moved since the plan was shown. */
  | { readonly kind: 'asked'; readonly because: readonly string[] };

/** `over` tells that the finding's request was carried out or given up. The claim is what uses it up. */
export function weighApproval(
  { request, proposal: shown }: Pick<Finding, 'request' | 'proposal'>,
  proposal: Proposal,
  { deployment, at, over }: { deployment: Deployment; at: string; over: boolean },
): Approval {
  const moved = shown === undefined ? [] : movedSince(shown, proposal);
  const asked = (...because: readonly string[]): Approval => ({ kind: 'asked', because });
  const again = moved.length === 0 ? [] : [`Planned again, since this moved: ${moved.join(', ')}.`];
  if (request?.kind !== 'approve' || over) return asked(...again);
  const { by, of, used, expires } = request;
  const void_ = (why: string) => asked(`What ${by} approved was not begun: ${why}`, ...again);
  if (of !== proposal.digest)
    return void_(`the plan ${shortDigest(of)} is not what would be done now.`);
  if (!used && !isBefore(at, expires)) return void_(`the approval expired at ${expires}.`);
  const fault = approverFault(by, deployment) ?? ownDeployFault(by, proposal.deployedBy);
  return fault === undefined ? { kind: 'approved', request } : void_(fault);
}
