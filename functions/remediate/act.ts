import { ownIdentities } from '../../shared/domain/deployment.ts';
import { claimedResource } from '../../shared/domain/finding.ts';
import { parsePrincipal, principalText } from '../../shared/domain/principal.ts';
import { PROPAGATION_MS } from '../../shared/domain/propagation.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { ticketHold } from './actions/action.ts';
import { admitRestore } from './actions/restored-today.ts';
import { barredByCeiling } from './barred-by-ceiling.ts';
import { carryOut } from './carry-out.ts';
import { type Choice, choose, held } from './choose.ts';
import { claim } from './claim.ts';
import { failedLately } from './failed-lately.ts';
import type { Delivery } from './ports.ts';
import { Redeliver } from './redeliver.ts';
import { schedule } from './schedule.ts';
import { settle } from './settle.ts';
import type { Settlement } from './settlement.ts';
import { settlingUntil } from './settling-until.ts';
import { waitForRoom } from './wait-for-room.ts';
import { withClaim } from './with-claim.ts';

type Acting = Extract<Choice, { kind: 'act' }>;

/** Does what was chosen. `past` is what the journal held before the world was read. */
export async function act(
  choice: Choice,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  if (choice.kind === 'settle') return settle(choice.settlement, past, delivery);
  const { decision, now, approval } = choice;
  const failed = approval === undefined ? failedLately(choice.plan, past, delivery) : undefined;
  if (failed !== undefined) return settle(held(ticketHold(failed), now), past, delivery);
  const waiting = approval === undefined ? await settles(choice, delivery) : undefined;
  if (waiting !== undefined) return settle(waiting, past, delivery);
  const { answer, owner, at } = await claim(decision, now.policy.limits, delivery, {
    request: approval?.request.id,
    needs: approval === undefined ? 'remediate' : 'approve',
    deployer: deployerOf(choice, delivery),
  });
  // Thrown since the world was read: the next delivery decides by it.
  if (answer.kind === 'barred') throw new Redeliver(`Nothing was begun. ${answer.because}`);
  if (answer.kind === 'limited')
    return settle(await waitForRoom(answer, choice, delivery), past, delivery);
  if (answer.kind === 'void')
    throw new Redeliver(`What ${approval?.request.by} approved was not begun. ${answer.because}`);
  const earlier = past.find((one) => one.decision === decision)?.outcome;
  if (earlier !== undefined && earlier.kind !== 'remediated') {
    const hold = ticketHold(
      `This very decision was concluded before and is not tried twice. ${earlier.because}`,
    );
    return settle(held(hold, now), past, delivery);
  }
  const takenUp = () => new Redeliver(`${decision} was taken up by another delivery meanwhile.`);
  if (answer.kind === 'concluded') throw takenUp();
  await withClaim(decision, owner, delivery, async () => {
    // It gave the claim back before its plan was done: the next delivery resumes it, and needs the claim for that.
    if (answer.plan !== undefined) throw takenUp();
    await underClaim({ decision, owner, started: at }, past, delivery);
  });
  if (approval !== undefined) return askAgainIfSkipped(decision, delivery);
  // What the ceiling cut short is settled by this delivery, since no newer event need come.
  if ((await barredByCeiling(choice.plan, delivery.ports.ledger)) !== undefined)
    await act(await choose(delivery), past, delivery);
}

async function underClaim(
  claimed: { readonly decision: string; readonly owner: string; readonly started: string },
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  const { decision, owner } = claimed;
  // Decided again under the claim: until it was taken, another decision may have changed the job.
  const again = await choose(delivery);
  const { ledger, now } = delivery.ports;
  if (again.kind === 'settle' || again.decision !== decision) {
    const because = 'The job or the policy changed while it was being looked at.';
    await ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
    return act(again, past, delivery);
  }
  const { plan, approval } = again;
  const giveUp = async (because: string) => {
    await ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
    return settle(held(ticketHold(because), again.now), past, delivery);
  };
  if (approval === undefined) {
    // A sibling's decision may have failed with this very plan until this one got the claim.
    const fresh = await ledger.remediationsOf(claimedResource(delivery.finding));
    const failed = failedLately(plan, fresh, delivery);
    if (failed !== undefined) return giveUp(failed);
    const refused = await admitRestore(plan, decision, now(), ledger);
    // What the other decision writes, or fails to, is soon known.
    if (refused !== undefined && Date.parse(now()) - seen(delivery) < PROPAGATION_MS)
      throw new Redeliver(refused);
    if (refused !== undefined) return giveUp(refused);
  }
  await ledger.journalPlan(decision, owner, plan);
  await carryOut({ ...claimed, plan, journal: [] }, delivery, {
    decision: again.now.judgement.decision,
  });
}

function seen({ finding }: Delivery): number {
  return Date.parse(finding.lastSeen);
}

/** A step found that something had moved at the last moment: no newer event need come to have it planned again. */
async function askAgainIfSkipped(decision: string, delivery: Delivery): Promise<void> {
  const { finding, ports } = delivery;
  const past = await ports.ledger.remediationsOf(claimedResource(finding));
  if (past.find((one) => one.decision === decision)?.outcome?.kind !== 'skipped') return;
  const fresh = await ports.ledger.finding(finding.id);
  if (fresh?.state !== 'awaiting-approval') return;
  const again = { ...delivery, finding: fresh };
  await act(await choose(again), past, again);
}

/** A job that is to be mended by itself waits until nobody seems to be at work on it. */
async function settles(
  { decision, now }: Acting,
  delivery: Delivery,
): Promise<Settlement | undefined> {
  const { subject, policy, judgement, decisionId } = now;
  // Nothing of a denied deploy is under way.
  if (subject.kind !== 'live') return undefined;
  const { job } = subject;
  const at = delivery.ports.now();
  const waits = settlingUntil(delivery.finding, job, policy.settleSeconds, at);
  if (waits === undefined) return undefined;
  await schedule({ kind: 'settling', due: waits.until }, decision, delivery);
  const judged = { decision: judgement.decision, decisionId, generation: job.generation };
  return { kind: 'settling', ...waits, ...judged };
}

/** In whose name it is counted: who changed the job last, as Google says, or was refused. */
function deployerOf({ now: { subject }, plan }: Acting, { finding, ports }: Delivery): string {
  const named = subject.kind === 'live' ? subject.job.lastModifier : finding.deployer;
  const who = principalText(parsePrincipal(named));
  const own = ownIdentities(ports.deployment).includes(who);
  return own ? (plan.deployedBy?.[0] ?? 'unknown') : who;
}
