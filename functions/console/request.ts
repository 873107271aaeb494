import { type ApproverRequest, requestDecision } from '../../shared/domain/approval.ts';
import { claimedResource, type Finding } from '../../shared/domain/finding.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { ApproverPorts } from './approver-ports.ts';

/** The id of the finding's request when it was carried out or given up, and stands in nobody's way. */
export async function overRequest(
  finding: Finding,
  { ledger }: Pick<ApproverPorts, 'ledger'>,
): Promise<string | undefined> {
  const { id, request } = finding;
  if (request?.used !== true) return undefined;
  const decision = requestDecision(id, request);
  const past = await ledger.remediationsOf(claimedResource(finding));
  const ended = past.find((one) => one.decision === decision)?.outcome;
  return ended === undefined ? undefined : request.id;
}

/** After the request is recorded: whoever asks again tells again, should this be cut off. */
export async function tellRemediate(
  finding: string,
  request: ApproverRequest,
  ports: Pick<ApproverPorts, 'publisher'>,
): Promise<void> {
  await publishFor(finding, requestDecision(finding, request), ports);
}

/** Has remediate look at the finding: the message says no more than that. */
export async function publishFor(
  finding: string,
  decision: string,
  { publisher }: Pick<ApproverPorts, 'publisher'>,
): Promise<void> {
  const event = `approvals|${decision.slice(finding.length + 1)}`;
  await publisher.publish(TOPICS.approvals, { kind: 'finding', finding, decision, event });
}
