import type { Block } from '../../shared/domain/block.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import { accountUseSection } from './body/account-use.ts';
import { defaultServiceAccountSection } from './body/default-service-account.ts';
import { type EvidenceKind, type FindingOf, isOf } from './body/finding-of.ts';
import type { TicketContext } from './body/ticket-context.ts';

type Section = readonly Block[];
type Sections = {
  readonly [K in EvidenceKind]: (
    findings: readonly FindingOf<K>[],
    context: TicketContext,
  ) => readonly Section[];
};

const SECTIONS: Sections = {
  'default-service-account': (findings, context) =>
    findings.map((finding) => defaultServiceAccountSection(finding, context)),
  // One diagnosis tells of all conditions at once, whichever of them the rules are about.
  'account-use': ([first, ...rest], context) =>
    first === undefined ? [] : [accountUseSection([first, ...rest], context)],
};

/**
 * What a ticket says, in plain words: one section for what belongs together, in the order of the findings. No text in it
 * but those of `list` has more than one line, and none holds a control character, whatever strangers named their things.
 */
export function ticketBlocks(
  findings: readonly Finding[],
  context: TicketContext = {},
): readonly Block[] {
  const kinds = [...new Set(findings.map(({ evidence }) => evidence.kind))];
  const sections = kinds.flatMap((kind) => sectionsOf(kind, findings, context));
  return sections.flatMap((section, index) =>
    index === 0 ? section : [{ kind: 'divider' } as const, ...section],
  );
}

function sectionsOf<K extends EvidenceKind>(
  kind: K,
  findings: readonly Finding[],
  context: TicketContext,
): readonly Section[] {
  return SECTIONS[kind](
    findings.filter((finding) => isOf(kind, finding)),
    context,
  );
}
