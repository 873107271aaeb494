import type { FindingNews } from './channel.ts';
import { data, datum } from './datum.ts';
import { type EvidenceEvent, evidenceEvent } from './evidence-event.ts';

/** Data of `dev.bailiff.finding.v1`, as docs/schemas/finding.v1.json describes it. */
export interface FindingEvent {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly state: string;
  readonly mode: string;
  /** When it came to be so. */
  readonly at: string;
  /** Of a deploy that was refused, not of a job that is there. */
  readonly attempted: boolean;
  readonly resource: {
    readonly name: string;
    readonly project: string;
    readonly location: string;
    readonly job: string;
  };
  readonly serviceAccount?: string;
  readonly principal: string;
  readonly deployer?: string;
  /** The job's uid; left out for an attempt. */
  readonly uid?: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly occurrences: number;
  readonly evidence: EvidenceEvent;
  readonly because: readonly string[];
  readonly indeterminate: readonly string[];
  readonly exemption?: { readonly id: string; readonly expires: string };
  readonly ticket?: string;
  readonly fix: readonly string[];
  readonly wayBack: readonly string[];
  readonly policyDigest: string;
}

/**
 * What machines are told of a finding: field by field, so that nothing is told by being added to a finding. Of an
 * account that the deployer may not read it is no more than the refusal itself.
 */
export function findingEvent({ finding, severity, at }: FindingNews): FindingEvent {
  const { resource, decision, evidence, serviceAccount, deployer, uid, ticket } = finding;
  const { exemption } = decision;
  const told = evidence.kind !== 'account-use' || !evidence.withheld;
  const sentences = (texts: readonly string[]) => (told ? data(texts) : []);
  return {
    id: datum(finding.id),
    rule: finding.rule,
    severity,
    state: finding.state,
    mode: finding.mode,
    at,
    attempted: finding.attempted,
    resource: {
      name: datum(finding.resourceName),
      project: datum(resource.project),
      location: datum(resource.location),
      job: datum(resource.name),
    },
    ...(serviceAccount === undefined ? {} : { serviceAccount: datum(serviceAccount) }),
    principal: datum(finding.principal),
    ...(deployer === undefined ? {} : { deployer: datum(deployer) }),
    ...(uid === '' ? {} : { uid: datum(uid) }),
    firstSeen: finding.firstSeen,
    lastSeen: finding.lastSeen,
    occurrences: finding.occurrences,
    evidence: evidenceEvent(evidence),
    because: sentences(decision.because),
    indeterminate: sentences(finding.indeterminate),
    ...(exemption === undefined
      ? {}
      : { exemption: { id: datum(exemption.id), expires: exemption.expires } }),
    ...(ticket === undefined ? {} : { ticket: datum(ticket) }),
    fix: sentences(finding.fix),
    wayBack: sentences(finding.wayBack),
    policyDigest: decision.policyDigest,
  };
}
