import { requestDecision } from '../../shared/domain/approval.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { diagnosisDigest } from '../../shared/engine/diagnosis-digest.ts';
import { type Answer, type ApproverPorts, refused } from './approver-ports.ts';
import { overRequest, publishFor } from './request.ts';

/** Holds what waits at `ticket`, and with it every finding that the same plan would have mended. */
export async function reject(
  finding: Finding,
  by: string,
  { reason }: { readonly reason: string },
  ports: ApproverPorts,
): Promise<Answer> {
  const first = await rejectOne(finding, by, reason, ports);
  if (first.kind === 'refused') return first;
  for (const id of finding.proposal?.together ?? []) {
    const sibling = await ports.ledger.finding(id);
    if (sibling !== undefined) await rejectOne(sibling, by, reason, ports);
  }
  const until = finding.attempted
    ? 'what is missing or the policy changes'
    : 'the job or the policy changes';
  const said = `${by} rejected the plan: it stays at ticket until ${until}.`;
  return { kind: 'taken', status: 202, body: { finding: finding.id, said } };
}

async function rejectOne(
  finding: Finding,
  by: string,
  reason: string,
  ports: ApproverPorts,
): Promise<Answer> {
  const { id, evidence } = finding;
  const diagnosis =
    evidence.kind === 'account-use' ? diagnosisDigest(evidence.diagnosis) : undefined;
  const answer = await ports.ledger.ask(id, {
    ...{ kind: 'reject', by, at: ports.now(), reason, diagnosis },
    over: await overRequest(finding, ports),
  });
  if (answer?.kind !== 'taken') return refused(409, answer?.because ?? 'The finding is gone.');
  const decision = requestDecision(id, { kind: 'approve', id: `rejected.${ports.newId()}` });
  await publishFor(id, decision, ports);
  return { kind: 'taken', status: 202, body: {} };
}
