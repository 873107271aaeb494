import { type Finding, type FindingId, ticketKey, type Violation } from '../domain/finding.ts';
import type { Cap } from '../domain/mode.ts';
import type { Subject } from '../domain/subject.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { type Standing, standingCaps } from './standing-caps.ts';

// A ticket has one finding a rule.
const MOST = 100;

type Ticketed = Pick<Violation, 'resource' | 'attempted' | 'deployer' | 'serviceAccount'>;

/** The findings that share the violation's ticket, its own included if it has one. */
export async function ticketFindings(
  violation: Ticketed,
  ledger: Pick<Ledger, 'findings'>,
): Promise<readonly Finding[]> {
  const { findings } = await ledger.findings({ ticketKey: ticketKey(violation), limit: MOST });
  return findings;
}

/**
 * What each finding's own past does not let exceed, for judge(): a fight over one binding, or an approver's no, holds
 * back all that would be mended with it. Of two findings of one id the later counts.
 */
export function ticketCaps(
  findings: readonly Finding[],
  subject: Subject,
  standing: Standing,
): (id: FindingId) => readonly Cap[] {
  const known = new Map(findings.map((finding) => [finding.id, finding]));
  return (id) => standingCaps(known.get(id), subject, standing);
}
