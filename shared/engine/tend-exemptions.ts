import type { NewAlert } from '../domain/alert.ts';
import type { Decision } from '../domain/decision.ts';
import type { FunctionMessage } from '../domain/message.ts';
import { TOPICS } from '../domain/topics.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { holds } from '../policy/judge-exemptions.ts';
import type { Exemption, Policy } from '../policy/policy.ts';
import { type DueExemption, dueExemptions } from './due-exemptions.ts';

export interface ExemptionPorts {
  readonly ledger: Pick<Ledger, 'findings' | 'raise' | 'recorded' | 'recordEvent'>;
  /** As an identity that may publish on `decisions`. */
  readonly publisher: { publish(topic: string, message: FunctionMessage): Promise<void> };
  /** RFC 3339. */
  now(): string;
}

const PAGE = 100;

/**
 * Warns of exemptions that are about to end, and has what is exempt by none of the policy any more, or by one that says
 * something else by now, decided again. Once a
 * day for each version of the policy, however often it is called; safe to repeat, and goes on where it was cut off.
 */
export async function tendExemptions(policy: Policy, ports: ExemptionPorts): Promise<void> {
  const { ledger, now } = ports;
  const today = now().slice(0, 10);
  const key = `exemptions|${policy.digest}|${today}`;
  if (await ledger.recorded(key)) return;
  for (const due of dueExemptions(policy, today)) {
    const alert = await ledger.raise(alertOf(due), now());
    if (alert.published === undefined)
      await ports.publisher.publish(TOPICS.decisions, { kind: 'alert', alert: alert.id });
  }
  const again = await judgeAgain(policy, today, ports);
  const because = `${again} findings are exempt by nothing that the policy still says, and are decided again.`;
  await ledger.recordEvent(key, { result: 'exemptions.tended', because }, now());
}

/** How many findings are exempt by what has lapsed, is gone or was changed. Each message says no more than where to look. */
async function judgeAgain(
  { exemptions }: Policy,
  today: string,
  { ledger, publisher }: ExemptionPorts,
): Promise<number> {
  const live = new Map(exemptions.flatMap((one) => (holds(one, today) ? [[one.id, one]] : [])));
  let count = 0;
  let after: string | undefined;
  do {
    const cursor = after === undefined ? {} : { after };
    const page = await ledger.findings({ states: ['exempt'], limit: PAGE, ...cursor });
    for (const { id, rule, decision } of page.findings) {
      if (isSame(live.get(decision.exemption?.id ?? ''), rule, decision)) continue;
      const event = `exemptions|${today}`;
      const message = { kind: 'finding', finding: id, decision: `${id}@${event}`, event } as const;
      await publisher.publish(TOPICS.decisions, message);
      count += 1;
    }
    after = page.next;
  } while (after !== undefined);
  return count;
}

/** Whether the policy says of the exemption what it said when the finding was decided. */
function isSame(
  present: Exemption | undefined,
  rule: string,
  { exemption }: Pick<Decision, 'exemption'>,
): boolean {
  return (
    present?.rule === rule &&
    present.when.text === exemption?.when &&
    present.expires === exemption.expires
  );
}

function alertOf(due: DueExemption): NewAlert {
  const { id, owner, expires, rule, reason } = due.exemption;
  if (due.kind === 'lapsed')
    return {
      key: `exemption-lapsed~${id}~${expires}`,
      kind: 'exemption-lapsed',
      severity: 'medium',
      text: `Exemption ${id} of ${owner} from ${rule} lapsed after ${expires}, and what it was about is decided like anything else. Take it out of the policy file, or give it another date.`,
      about: id,
    };
  const days = due.withinDays === 1 ? 'within a day' : `within ${due.withinDays} days`;
  return {
    key: `exemption-ends~${id}~${expires}~${due.withinDays}`,
    kind: 'exemption-ends',
    severity: due.withinDays === 1 ? 'medium' : 'low',
    text: `Exemption ${id} of ${owner} from ${rule} ends ${days}: ${expires} is its last day. Until then ${owner} mends what it is about, or asks the owners of the policy for another date. It was given because: ${reason}`,
    about: id,
  };
}
