import type { Block } from '../../../shared/domain/block.ts';
import { openFight, type SetBack } from '../../../shared/domain/fight.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { quotedClient } from '../../../shared/domain/quoted-client.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import { code } from './code.ts';
import { list } from './list.ts';
import { paragraph } from './paragraph.ts';

/** Who sets a job back that is fought over, who ends that, and how the project can refuse it; nothing of any other. */
export function foughtOver(finding: Finding): readonly Block[] {
  const fight = openFight(finding);
  if (fight === undefined) return [];
  const { setBacks, setBackBy = [], principal } = finding;
  const times = `${setBacks.length} time${setBacks.length === 1 ? '' : 's'}`;
  const people = setBackBy.length === 0 ? [principal] : [...new Set(setBackBy.map(({ by }) => by))];
  return [
    paragraph(
      `Fought over: it was mended and set back ${times}. Bailiff changes nothing until an approver who did not set it back closes the alert.`,
    ),
    list(
      'Who set it back (what a client calls itself is its caller’s own word)',
      people.map((by) => lineOf(by, setBackBy)),
    ),
    code('To close the alert, so that Bailiff decides again', [
      `npm run -s bailiff -- alert close ${shellWord(fight.alert)} --why TEXT`,
    ]),
    ...(fight.prevent.length === 0
      ? []
      : [
          code(
            'To have this project refuse such deploys, whoever administers organization policies runs (the first two once for the organization)',
            fight.prevent,
          ),
        ]),
  ];
}

function lineOf(by: string, setBackBy: readonly SetBack[]): string {
  const own = setBackBy.filter((one) => one.by === by);
  const last = own.at(-1);
  if (last === undefined) return by;
  const says = quotedClient(last.client);
  const client = says === undefined ? '' : `, with a client that calls itself ${says}`;
  return `${by}: ${own.length} of the newest ${setBackBy.length}, last at ${last.at}${client}`;
}
