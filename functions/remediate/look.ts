import { ceilingCap } from '../../shared/domain/ceiling.ts';
import { decisionId, type Finding, findingId } from '../../shared/domain/finding.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import { gather } from '../../shared/engine/gather.ts';
import { gatherAttempt } from '../../shared/engine/gather-attempt.ts';
import { type Judgement, judge } from '../../shared/engine/judge.ts';
import { locate } from '../../shared/engine/locate.ts';
import { attemptPin, livePin } from '../../shared/engine/pins.ts';
import { ticketCaps, ticketFindings } from '../../shared/engine/ticket-caps.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { Delivery, RemediatePorts } from './ports.ts';
import { Redeliver } from './redeliver.ts';
import { unread } from './unread.ts';

/** There is nothing to judge, or nothing wrong. */
export type Unbroken =
  | { readonly kind: 'outside-organization' }
  | { readonly kind: 'gone' }
  /** Nobody can tell whether anything is wrong: what could not be read, in sentences. */
  | { readonly kind: 'unread'; readonly because: readonly string[] }
  /** `runsAs` is the account that the job has now, or was to have. */
  | ({ readonly kind: 'compliant'; readonly runsAs: string } & Judged);

export interface Violating extends Judged {
  readonly kind: 'violating';
  readonly judgement: Judgement;
  /** Of what is judged now, whatever the message says. */
  readonly decisionId: string;
}

interface Judged {
  readonly subject: Subject;
  readonly policy: Policy;
  /** What the other rules say of the same subject. */
  readonly others: readonly Judgement[];
}

/** What the world and the policy in force say of a finding now. */
export type Look = Unbroken | Violating;

/**
 * Reads everything again and judges it again. Throws Redeliver for an answer of a while ago, and when no version of the
 * policy was ever usable.
 */
export async function look({ finding, message, ports }: Delivery): Promise<Look> {
  const policy = await policyInForce(ports);
  const at = ports.now();
  const gathered = await subjectOf(finding, policy, ports, at);
  if (gathered.kind !== 'subject') return gathered;
  const { subject } = gathered;
  const { deployment } = ports;
  const together = [...(await ticketFindings(finding, ports.ledger)), finding];
  const judgements = judge(subject, {
    rules: ports.rules,
    policy,
    deployment,
    principal: parsePrincipal(finding.principal),
    today: at.slice(0, 10),
    occurrences: finding.occurrences,
    ceiling: ceilingCap(await ports.ledger.ceiling()),
    caps: ticketCaps(together, subject, { policy, deployment, at }),
  });
  const judgement = judgements.find(({ violation }) => findingId(violation) === finding.id);
  const others = judgements.filter((one) => one !== judgement);
  const judged = { subject, policy, others };
  const job = subject.kind === 'live' ? subject.job : undefined;
  const runsAs = (job?.serviceAccount ?? finding.serviceAccount) || '';
  if (judgement === undefined) {
    const because = unread(finding, subject);
    return because.length > 0
      ? { kind: 'unread', because }
      : { kind: 'compliant', runsAs, ...judged };
  }
  const { decision, violation } = judgement;
  const { uid = '', generation = 0 } = job ?? {};
  const { evidence } = violation;
  const id = decisionId({ id: finding.id, uid, generation, decision, evidence }, message.event);
  return { kind: 'violating', judgement, decisionId: id, ...judged };
}

async function policyInForce({ policy }: RemediatePorts): Promise<Policy> {
  const loaded = await policy.current();
  if (loaded.ok) return loaded.policy;
  throw new Error(
    'No version of the policy file has been usable so far, so nothing is done: check it with "bailiff policy check".',
  );
}

async function subjectOf(
  finding: Finding,
  policy: Policy,
  { readers, ledger }: RemediatePorts,
  at: string,
): Promise<
  { readonly kind: 'subject'; readonly subject: Subject } | Exclude<Unbroken, { kind: 'compliant' }>
> {
  const { resource, evidence } = finding;
  if (!finding.attempted) {
    const named = evidence.kind === 'default-service-account' ? evidence.named : 'unknown';
    const pinned = livePin(resource, policy, ledger);
    const live = await gather(resource, readers, { named, at, pinned });
    if (live.kind !== 'live') return { kind: live.kind };
    const { uid, generation } = live.subject.job;
    if (uid === finding.uid && generation < finding.generation)
      throw new Redeliver('The job is shown as it was before what was found.');
    return { kind: 'subject', subject: live.subject };
  }
  const located = await locate(resource.project, readers);
  if (located.kind === 'outside-organization') return located;
  const { project } = located;
  const pinned = attemptPin(policy);
  const asked = { resource, project, ...askedOf(finding) };
  return { kind: 'subject', subject: await gatherAttempt(asked, readers, { at, pinned }) };
}

/** What the entries of a denied deploy told, as its finding holds it: the deploy itself cannot be read again. */
function askedOf({ evidence, serviceAccount, deployer }: Finding) {
  const principal = parsePrincipal(deployer);
  if (evidence.kind === 'account-use') {
    const denial = evidence.denial ?? 'other';
    return { serviceAccount, impliesDefault: false, denial, principal };
  }
  return {
    serviceAccount: evidence.named === 'explicitly' ? serviceAccount : undefined,
    impliesDefault: evidence.named === 'by-default',
    denial: 'other' as const,
    principal,
  };
}
