import type { Plan } from '../../shared/domain/plan.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import { type Hold, ticketHold } from './actions/action.ts';
import { carryOut } from './carry-out.ts';
import { claim } from './claim.ts';
import { look, type Violating } from './look.ts';
import type { Delivery } from './ports.ts';
import { propose } from './propose.ts';
import { Redeliver } from './redeliver.ts';
import { resume } from './resume.ts';
import { type Settlement, settle } from './settle.ts';
import { tellAgain } from './tell-again.ts';
import { withClaim } from './with-claim.ts';

/** What is to be done, all of it decided anew. */
type Choice =
  | { readonly kind: 'settle'; readonly settlement: Settlement }
  | { readonly kind: 'act'; readonly plan: Plan; readonly now: Violating };

/** Deals with one finding as the world and the policy are now. Safe to repeat, and to be killed anywhere in between. */
export async function remediateFinding(delivery: Delivery): Promise<void> {
  const { finding, message, ports } = delivery;
  const past = await ports.ledger.remediationsOf(finding.resourceName);
  const concluded = past.find(
    ({ decision, outcome }) => decision === message.decision && outcome !== undefined,
  );
  // What was skipped left the job to be judged anew, which a crash may have prevented.
  const judgeAnew = concluded?.outcome?.kind === 'skipped' && finding.state !== 'held';
  if (concluded !== undefined && !judgeAnew) return tellAgain(concluded, delivery);
  const open = past.find((one) => one.finding === finding.id && one.outcome === undefined);
  if (open === undefined) return decideAndAct(past, delivery);
  if (open.plan === undefined) return startOver(open, past, delivery);
  await resume(open, delivery);
  const after = await ports.ledger.remediationsOf(finding.resourceName);
  const fresh = (await ports.ledger.finding(finding.id)) ?? finding;
  const ended = after.find(({ decision }) => decision === message.decision)?.outcome;
  // Brought to its end, or to where somebody has to look; otherwise the world has moved on, and is judged anew.
  if (ended !== undefined && (ended.kind !== 'skipped' || fresh.state === 'held')) return;
  return decideAndAct(after, { ...delivery, finding: fresh });
}

/** A claim without a plan: the same decision takes it over, any other gives it up first. */
async function startOver(
  open: Remediation,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  const choice = await choose(delivery);
  const same = choice.kind === 'act' && choice.now.decisionId === open.decision;
  if (!same) await resume(open, delivery);
  return carryOutChoice(choice, past, delivery);
}

async function decideAndAct(past: readonly Remediation[], delivery: Delivery): Promise<void> {
  return carryOutChoice(await choose(delivery), past, delivery);
}

async function choose(delivery: Delivery): Promise<Choice> {
  const now = await look(delivery);
  if (now.kind !== 'violating') return { kind: 'settle', settlement: now };
  const { decision } = now.judgement;
  const { message, finding, ports } = delivery;
  if (now.decisionId !== message.decision)
    ports.log.info(`Judged anew: ${now.decisionId} takes the place of the message's decision.`, {
      finding: finding.id,
      decision: message.decision,
      mode: decision.mode,
    });
  if (decision.mode === 'observe' || decision.mode === 'ticket')
    return { kind: 'settle', settlement: { kind: 'below-approve', ...judged(now) } };
  const proposal = await propose(now, delivery);
  if (proposal.kind === 'hold') return { kind: 'settle', settlement: held(proposal, now) };
  if (decision.mode === 'remediate') return { kind: 'act', plan: proposal.plan, now };
  const because = ['Nothing is changed before somebody approves it.'];
  const hold: Hold = { kind: 'hold', mode: 'approve', because, plan: proposal.plan };
  return { kind: 'settle', settlement: held(hold, now) };
}

async function carryOutChoice(
  choice: Choice,
  past: readonly Remediation[],
  delivery: Delivery,
): Promise<void> {
  if (choice.kind === 'settle') return settle(choice.settlement, past, delivery);
  const { decisionId: decision, policy } = choice.now;
  const { answer, owner, at } = await claim(decision, policy.limits, delivery);
  if (answer.kind === 'limited') {
    const hold = ticketHold(`Nothing more is changed for now. ${answer.because}`);
    return settle(held(hold, choice.now), past, delivery);
  }
  const earlier = past.find((one) => one.decision === decision)?.outcome;
  if (earlier !== undefined && earlier.kind !== 'remediated') {
    const hold = ticketHold(
      `This very decision was concluded before and is not tried twice. ${earlier.because}`,
    );
    return settle(held(hold, choice.now), past, delivery);
  }
  if (answer.kind === 'concluded' || answer.plan !== undefined)
    throw new Redeliver(`${decision} was taken up by another delivery meanwhile.`);
  await withClaim(decision, owner, delivery, async () => {
    // Decided again under the claim: until it was taken, another decision may have changed the job.
    const again = await choose(delivery);
    const { ledger, now } = delivery.ports;
    if (again.kind === 'settle' || again.now.decisionId !== decision) {
      const because = 'The job or the policy changed while it was being looked at.';
      await ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
      return carryOutChoice(again, past, delivery);
    }
    const { plan } = again;
    await ledger.journalPlan(decision, owner, plan);
    const claimed = { decision, owner, plan, journal: [], started: at };
    await carryOut(claimed, delivery, { decision: again.now.judgement.decision });
  });
}

function held(hold: Hold, now: Violating): Settlement {
  return { kind: 'held', hold, ...judged(now) };
}

function judged({ judgement, decisionId, subject }: Violating) {
  const generation = subject.kind === 'live' ? subject.job.generation : 0;
  return { decision: judgement.decision, decisionId, generation };
}
