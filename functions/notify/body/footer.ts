import type { Block } from '../../../shared/domain/block.ts';
import { memberOf, parsePrincipal } from '../../../shared/domain/principal.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import type { AccountUseCase } from './account-use-case.ts';
import { code } from './code.ts';
import { exemption } from './exemption.ts';
import { paragraph } from './paragraph.ts';
import type { TicketContext } from './ticket-context.ts';
import { whomToAsk } from './whom-to-ask.ts';

/** How to look again, to be exempted and to read on, and whom to ask. */
export function footer(use: AccountUseCase, context: TicketContext): readonly Block[] {
  const { findings, newest, mended } = use;
  const pages = findings.map(({ rule }) => `docs/rules/${rule}.md`).join(', ');
  return [
    code(
      'To see every condition as it is now, as somebody who may read the account (docs/explain.md)',
      [explainLine(newest)],
    ),
    ...(mended ? [] : exemption(findings, context)),
    ...whomToAsk(newest, context),
    paragraph(
      `What it means: docs/cross-project.md, ${pages}. Findings: ${findings.map(({ id }) => id).join(', ')}`,
    ),
  ];
}

function explainLine({ resourceName, attempted, deployer, evidence }: AccountUseCase['newest']) {
  const { project, account } = evidence.diagnosis;
  const member = memberOf(parsePrincipal(deployer));
  const target = attempted
    ? `--project ${shellWord(project.id)}${member === undefined ? '' : ` --deployer ${shellWord(member)}`} --account ${shellWord(account.email)}`
    : shellWord(resourceName);
  return `npm run -s bailiff -- explain ${target}`;
}
