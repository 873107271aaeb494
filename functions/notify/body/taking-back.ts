import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import { code } from './code.ts';

/** How to take back what Bailiff changed: by hand, or all of it by Bailiff; nothing where it changed nothing. */
export function takingBack(findings: readonly Finding[]): readonly Block[] {
  const changed = findings.filter(({ wayBack }) => wayBack.length > 0);
  const [first] = changed;
  if (first === undefined) return [];
  const undo = `npm run -s bailiff -- undo ${shellWord(first.id)}`;
  return [
    code('To take the change back', [...new Set(changed.flatMap(({ wayBack }) => wayBack))]),
    code('To have Bailiff take it back, as an approver who did not deploy it (docs/approval.md)', [
      `${undo} --dry-run`,
      undo,
    ]),
  ];
}
