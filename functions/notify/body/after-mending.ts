import type { AccountUseCase } from './account-use-case.ts';
import { list } from './list.ts';

/** What to do once Bailiff has mended a case, and how to take that back; nothing where it changed nothing. */
export function afterMending({ findings, newest, mended }: AccountUseCase): readonly string[] {
  const wayBack = [...new Set(findings.flatMap((finding) => finding.wayBack))];
  const again = newest.attempted && mended && findings.some(({ state }) => state === 'remediated');
  return [
    ...(again
      ? [
          'Deploy the job again, as before. A grant works within two minutes as a rule, and can take seven or more.',
        ]
      : []),
    ...(wayBack.length > 0 ? [list('To take the change back', wayBack)] : []),
  ];
}
