import type { Finding } from '../../shared/domain/finding.ts';
import { accountUseSection } from './body/account-use.ts';
import { defaultServiceAccountSection } from './body/default-service-account.ts';
import { type EvidenceKind, type FindingOf, isOf } from './body/finding-of.ts';

type Sections = {
  readonly [K in EvidenceKind]: (findings: readonly FindingOf<K>[]) => readonly string[];
};

const SECTIONS: Sections = {
  'default-service-account': (findings) => findings.map(defaultServiceAccountSection),
  // One diagnosis tells of all conditions at once, whichever of them the rules are about.
  'account-use': ([first, ...rest]) =>
    first === undefined ? [] : [accountUseSection([first, ...rest])],
};

/** The text of a ticket, in plain words; one section for what belongs together, in the order of the findings. */
export function ticketBody(findings: readonly Finding[]): string {
  const kinds = [...new Set(findings.map(({ evidence }) => evidence.kind))];
  return kinds.flatMap((kind) => sectionsOf(kind, findings)).join('\n\n----\n\n');
}

function sectionsOf<K extends EvidenceKind>(kind: K, findings: readonly Finding[]) {
  return SECTIONS[kind](findings.filter((finding) => isOf(kind, finding)));
}
