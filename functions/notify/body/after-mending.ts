import type { Block } from '../../../shared/domain/block.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { paragraph } from './paragraph.ts';
import { takingBack } from './taking-back.ts';

/** What to do once Bailiff has mended a case, and how to take that back; nothing where it changed nothing. */
export function afterMending({ findings, newest, mended }: AccountUseCase): readonly Block[] {
  const again = newest.attempted && mended && findings.some(({ state }) => state === 'remediated');
  return [
    ...(again
      ? [
          paragraph(
            'Deploy the job again, as before. A grant works within two minutes as a rule, and can take seven or more.',
          ),
        ]
      : []),
    ...takingBack(findings),
  ];
}
