import { reaches } from '../../shared/domain/mode.ts';
import type { Plan, Step } from '../../shared/domain/plan.ts';
import { approverFault } from '../../shared/engine/approver.ts';
import type { Judgement } from '../../shared/engine/judge.ts';
import type { JournalStep, Remediation } from '../../shared/ledger/journal.ts';
import { ACTIONS } from './actions/registry.ts';
import { barredByCeiling } from './barred-by-ceiling.ts';
import { carryOut } from './carry-out.ts';
import { claim } from './claim.ts';
import { type Look, look, type Violating } from './look.ts';
import { noLongerNamed } from './no-longer-named.ts';
import type { Delivery } from './ports.ts';
import { Redeliver } from './redeliver.ts';
import { type StepStop, stop } from './steps/step-runner.ts';
import { stillTrusted } from './still-trusted.ts';
import { unreadFor } from './unread.ts';
import { withClaim } from './with-claim.ts';

/** What is left of a plan. */
interface Rest {
  readonly plan: Plan;
  readonly journal: readonly JournalStep[];
}

/**
 * Brings a remediation to its end that an earlier delivery of this or another decision left half done, by its
 * journalled plan and never by a new one. It is put back instead when nothing more may be done by now. `delivery` is of
 * the finding that it was started for.
 */
export async function resume(open: Remediation, delivery: Delivery): Promise<void> {
  const { answer, owner } = await claim(open.decision, undefined, delivery);
  if (answer.kind !== 'claimed') return;
  const { plan, steps: journal } = answer;
  const { decision, started } = open;
  await withClaim(decision, owner, delivery, async () => {
    if (plan === undefined) {
      // Nothing was written. This delivery judges the job for itself.
      const because = 'It was interrupted before it had a plan.';
      const { ledger, now } = delivery.ports;
      return ledger.conclude(decision, owner, { kind: 'skipped', because }, now());
    }
    const claimed = { decision, owner, plan, journal, started };
    const barred = await barredByCeiling(plan, delivery.ports.ledger);
    const stopped = barred ?? stopOf(await look(delivery), { plan, journal }, delivery);
    await carryOut(claimed, delivery, { decision: delivery.finding.decision, stop: stopped });
  });
}

/** Why the rest must not be done. */
function stopOf(now: Look, rest: Rest, delivery: Delivery): StepStop | undefined {
  switch (now.kind) {
    case 'outside-organization':
      return stop('skipped', 'The project is not in the organization any more.');
    case 'gone':
      return stop('skipped', 'The job was deleted meanwhile.');
    case 'unread':
      // What is written already is asked of Google step by step; a put-back that has begun goes on.
      if (writesLeft(rest).length === 0 || isPutBack(rest)) return undefined;
      throw new Redeliver(`What is left cannot be judged now. ${now.because.join(' ')}`);
    case 'compliant':
      // The plan's own writes may have made it so.
      return hasWritten(rest)
        ? (barred(now.others, now, rest, delivery) ?? unlessUnread(now, rest))
        : stop('skipped', 'Somebody mended the job meanwhile.');
    case 'violating':
      return (
        barred([now.judgement, ...now.others], now, rest, delivery) ??
        skippedIf(noLongerNamed(rest.plan, now.judgement.decision.action)) ??
        unlessUnread(now, rest)
      );
  }
}

/** What the policy in force says by now of the findings that the plan mends, and of what it grants. */
function barred(
  judgements: readonly Judgement[],
  { policy }: Pick<Extract<Look, { kind: 'violating' }>, 'policy'>,
  rest: Rest,
  { finding, ports }: Delivery,
): StepStop | undefined {
  const action = ACTIONS.find(({ fixes }) => fixes.includes(finding.rule));
  const left = writesLeft(rest);
  const { approvedBy } = rest.plan;
  const least = approvedBy === undefined ? 'remediate' : 'approve';
  const lower = judgements.find(
    ({ violation, decision }) =>
      action?.fixes.includes(violation.rule) === true &&
      !reaches(decision.mode, least) &&
      // Once all is written, what cannot be told for a moment is only waited for.
      !(left.length === 0 && violation.indeterminate.length > 0),
  );
  if (lower !== undefined) {
    const { mode, because } = lower.decision;
    return stop('skipped', `By now the policy asks for ${mode}: ${because.join(' ')}`);
  }
  const fault = approvedBy === undefined ? undefined : approverFault(approvedBy, ports.deployment);
  if (fault !== undefined && left.length > 0) return stop('skipped', fault);
  const needed = left.flatMap((step) => action?.needs(step) ?? []);
  const refused = needed.find((id) => !ports.deployment.actions.includes(id));
  if (refused !== undefined)
    return stop('skipped', `By now this deployment does not allow the action ${refused}.`);
  if (stillTrusted(rest.plan, policy)) return undefined;
  return stop('skipped', 'By now the policy does not trust all that was to be granted.');
}

/** The rest is for a delivery that can read what it rests on. */
function unlessUnread({ subject }: Pick<Violating, 'subject'>, rest: Rest): undefined {
  const because = isPutBack(rest) ? [] : unreadFor(writesLeft(rest), subject);
  if (because.length > 0)
    throw new Redeliver(`What is left cannot be judged now. ${because.join(' ')}`);
}

function skippedIf(because: string | undefined): StepStop | undefined {
  return because === undefined ? undefined : stop('skipped', because);
}

/** A write has begun after which nothing may be wrong any more: that of the job, or any grant of what it lacked. */
function hasWritten({ plan, journal }: Rest): boolean {
  const grants = plan.steps.some(({ kind }) => kind === 'verify-access');
  return grants
    ? journal.length > 0
    : journal.some(({ index }) => plan.steps[index]?.kind === 'assign-service-account');
}

function isPutBack({ plan, journal }: Rest): boolean {
  return journal.some(({ index }) => index === plan.steps.length);
}

function writesLeft({ plan, journal }: Rest): readonly Step[] {
  const ended = journal.filter((one) => one.ended !== undefined).map(({ index }) => index);
  return plan.steps.filter(({ kind }, index) => kind !== 'verify-access' && !ended.includes(index));
}
