import { decisionId } from '../../shared/domain/finding.ts';
import { parsePrincipal } from '../../shared/domain/principal.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import { gather } from '../../shared/engine/gather.ts';
import { type Judgement, judge } from '../../shared/engine/judge.ts';
import { locate } from '../../shared/engine/locate.ts';
import { standingCaps } from '../../shared/engine/standing-caps.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import type { Delivery, RemediatePorts } from './ports.ts';

/** There is nothing to judge, or nothing wrong. */
export type Unbroken =
  | { readonly kind: 'outside-organization' }
  | { readonly kind: 'gone' }
  /** `runsAs` is the account that the job has now. */
  | { readonly kind: 'compliant'; readonly runsAs: string };

export interface Violating {
  readonly kind: 'violating';
  readonly subject: Subject;
  readonly judgement: Judgement;
  /** Of what is judged now, whatever the message says. */
  readonly decisionId: string;
  readonly policy: Policy;
}

/** What the world and the policy in force say of a finding now. */
export type Look = Unbroken | Violating;

/** Reads everything again and judges it again. Throws when no version of the policy was ever usable. */
export async function look({ finding, message, ports }: Delivery): Promise<Look> {
  const policy = await policyInForce(ports);
  const gathered = await subjectOf({ finding, message, ports });
  if (gathered.kind !== 'subject') return gathered;
  const { subject } = gathered;
  const { deployment } = ports;
  const at = ports.now();
  const [judgement] = judge(subject, {
    rules: ports.rules.filter(({ id }) => id === finding.rule),
    policy,
    deployment,
    principal: parsePrincipal(finding.principal),
    today: at.slice(0, 10),
    occurrences: finding.occurrences,
    caps: standingCaps(finding, subject, { policy, deployment, at }),
  });
  const job = subject.kind === 'live' ? subject.job : undefined;
  if (judgement === undefined) return { kind: 'compliant', runsAs: job?.serviceAccount ?? '' };
  const judged = {
    id: finding.id,
    uid: job?.uid ?? '',
    generation: job?.generation ?? 0,
    decision: judgement.decision,
  };
  const id = decisionId(judged, message.event);
  return { kind: 'violating', subject, judgement, decisionId: id, policy };
}

async function policyInForce({ policy }: RemediatePorts): Promise<Policy> {
  const loaded = await policy.current();
  if (loaded.ok) return loaded.policy;
  throw new Error(
    'No version of the policy file has been usable so far, so nothing is done: check it with "bailiff policy check".',
  );
}

async function subjectOf({
  finding,
  ports,
}: Delivery): Promise<
  { readonly kind: 'subject'; readonly subject: Subject } | Exclude<Unbroken, { kind: 'compliant' }>
> {
  const { resource, evidence } = finding;
  if (!finding.attempted) {
    const live = await gather(resource, ports.readers, { named: evidence.named });
    if (live.kind === 'live') return { kind: 'subject', subject: live.subject };
    return { kind: live.kind };
  }
  // Nothing is there to read again of a deploy that was refused, but its project.
  const located = await locate(resource.project, ports.readers);
  if (located.kind === 'outside-organization') return located;
  const subject: Subject = {
    kind: 'attempted',
    resource,
    project: located.project,
    serviceAccount: evidence.named === 'explicitly' ? finding.serviceAccount : undefined,
    impliesDefault: evidence.named === 'by-default',
    denial: 'other',
    principal: parsePrincipal(finding.principal),
    unread: finding.indeterminate,
  };
  return { kind: 'subject', subject };
}
