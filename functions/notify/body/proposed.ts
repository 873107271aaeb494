import { shortDigest } from '../../../shared/domain/approval.ts';
import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import { code } from './code.ts';
import { list } from './list.ts';
import { paragraph } from './paragraph.ts';

/** The plan that waits for an approver, each step of it; nothing where none waits. Findings that share one tell it once. */
export function proposed(findings: readonly Finding[]): readonly Block[] {
  const waiting = findings.find(({ state }) => state === 'awaiting-approval');
  if (waiting?.proposal === undefined) return [];
  const { digest, does, notes, deployedBy } = waiting.proposal;
  return [
    list(`What Bailiff does once an approver lets it (the plan ${shortDigest(digest)})`, does),
    ...(notes.length > 0 ? [list('What it leaves out, and why', notes)] : []),
    ...(deployedBy.length > 0
      ? [
          paragraph(
            `${deployedBy.join(', ')} deployed it, or tried to, and nobody approves his own deploy: it takes another approver.`,
          ),
        ]
      : []),
    ...approverLines(findings),
  ];
}

/** How an approver starts the plan that waits, or turns it down; tells nothing of the plan but its name. */
export function approverLines(findings: readonly Finding[]): readonly Block[] {
  const waiting = findings.find(({ state }) => state === 'awaiting-approval');
  if (waiting === undefined) return [];
  const { id, proposal } = waiting;
  const which =
    proposal === undefined ? '' : ` --digest ${shellWord(shortDigest(proposal.digest))}`;
  return [
    code('An approver lets it, or turns it down (docs/approval.md)', [
      `npm run -s bailiff -- approve ${shellWord(id)}${which}`,
      `npm run -s bailiff -- reject ${shellWord(id)} --reason TEXT`,
    ]),
  ];
}
