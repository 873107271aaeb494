import { requestDecision } from '../../../shared/domain/approval.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { Plan } from '../../../shared/domain/plan.ts';
import { approverFault, ownDeployFault } from '../../../shared/engine/approver.ts';
import { ownTargetFault } from '../../../shared/engine/own-target.ts';
import { undoableOf, undoPlanOf } from '../../../shared/engine/undo-plan.ts';
import type { Remediation } from '../../../shared/ledger/journal.ts';
import { claim } from '../claim.ts';
import type { Delivery } from '../ports.ts';
import { Redeliver } from '../redeliver.ts';
import { withClaim } from '../with-claim.ts';
import { concludeUndo } from './conclude-undo.ts';
import { holdAll } from './hold-all.ts';
import { runUndo } from './run-undo.ts';

// An approver's own word: what Bailiff may begin by itself does not bound it.
const UNLIMITED = {
  remediationsPerHour: Number.MAX_SAFE_INTEGER,
  remediationsPerHourPerProject: Number.MAX_SAFE_INTEGER,
  remediationsPerHourPerDeployer: Number.MAX_SAFE_INTEGER,
  remediationsPerHourPerDeployerInProject: Number.MAX_SAFE_INTEGER,
};

/** One undo under way. */
export interface Undo {
  /** That which undoes. */
  readonly decision: string;
  readonly owner: string;
  readonly by: string;
  /** What is taken back. */
  readonly undone: Remediation;
  readonly plan: Plan;
  /** What no step takes back, in sentences. */
  readonly stays: readonly string[];
  /** When it was first claimed, RFC 3339. */
  readonly started: string;
}

/**
 * Takes back what a remediation did, as an approver asked: all of it, or nothing when anything is no longer as it was
 * left. `decision` is the one to undo it; the delivery is of the finding that he named. Safe to repeat.
 */
export async function undoFinding(
  decision: string,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  const { finding, ports } = delivery;
  const claimed = await claim(decision, UNLIMITED, delivery, { request: finding.request?.id });
  const { answer, owner, at } = claimed;
  if (answer.kind === 'concluded') return;
  if (answer.kind !== 'claimed')
    throw new Redeliver(`What ${finding.request?.by} wants undone cannot be begun now.`);
  const started = past.find((one) => one.decision === decision)?.started ?? at;
  await withClaim(decision, owner, delivery, async () => {
    const known = { decision, owner, started };
    const undo =
      answer.plan === undefined
        ? planned(known, past, delivery)
        : journalled(known, answer.plan, past);
    if (typeof undo === 'string')
      return concludeUndo({ kind: 'refused', because: undo }, known, delivery);
    if (answer.plan === undefined) await ports.ledger.journalPlan(decision, owner, undo.plan);
    const end = await runUndo(undo, answer.steps, delivery, () => holdAll(undo, delivery));
    return concludeUndo(end, undo, delivery);
  });
}

type Known = Pick<Undo, 'decision' | 'owner' | 'started'>;

/** The sentence says why nothing is undone. */
function planned(
  known: Known,
  past: readonly Remediation[],
  { finding, ports }: Delivery,
): Undo | string {
  const { id, request } = finding;
  if (request === undefined || requestDecision(id, request) !== known.decision)
    return 'Another request took its place.';
  const found = undoableOf(id, past);
  if (found.kind === 'nothing') return found.because;
  const { remediation: undone, undo } = found;
  if (undone.decision !== request.of) return 'Bailiff has mended it again since.';
  const { by } = request;
  const fault =
    approverFault(by, ports.deployment) ??
    ownDeployFault(by, deployers(finding, undone)) ??
    ownTargetFault(undo.plan, ports.deployment);
  if (fault !== undefined) return fault;
  return { ...known, by, undone, plan: { ...undo.plan, approvedBy: by }, stays: undo.stays };
}

/** One that an earlier delivery left half done goes on by its own plan. */
function journalled(known: Known, plan: Plan, past: readonly Remediation[]): Undo | string {
  const undone = past.find(({ decision }) => decision === plan.undoes);
  const by = plan.approvedBy;
  if (undone === undefined || by === undefined)
    return 'What was to be undone is not known any more.';
  return { ...known, by, undone, plan, stays: undoPlanOf(undone)?.stays ?? [] };
}

function deployers(
  { deployer, principal }: Pick<Finding, 'deployer' | 'principal'>,
  { plan }: Remediation,
): readonly string[] {
  const named = [deployer, principal].filter((text) => text !== undefined && text !== 'unknown');
  return [...(plan?.deployedBy ?? []), ...named].filter((text) => text !== undefined);
}
