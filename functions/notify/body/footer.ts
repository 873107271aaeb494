import { memberOf, parsePrincipal } from '../../../shared/domain/principal.ts';
import type { AccountUseCase } from './account-use-case.ts';

/** How to look again, to be exempted and to read on. */
export function footer({ findings, newest, mended }: AccountUseCase): readonly string[] {
  const rules = findings.map(({ rule }) => rule);
  const what = newest.attempted ? 'such deploys' : newest.resourceName;
  const wish = newest.attempted ? 'To hear no more of it' : 'To let it stay';
  return [
    `To see every condition as it is now, as somebody who may read the account (docs/explain.md): ${explainLine(newest)}`,
    ...(mended
      ? []
      : [
          `${wish}: ask the owners of the policy for an exemption of ${rules.join(', ')} for ${what}, with a reason and a date.`,
        ]),
    `What it means: docs/cross-project.md, ${rules.map((rule) => `docs/rules/${rule}.md`).join(', ')}. Findings: ${findings.map(({ id }) => id).join(', ')}`,
  ];
}

function explainLine({ resourceName, attempted, deployer, evidence }: AccountUseCase['newest']) {
  const { project, account } = evidence.diagnosis;
  const member = memberOf(parsePrincipal(deployer));
  const target = attempted
    ? `--project ${project.id}${member === undefined ? '' : ` --deployer ${member}`} --account ${account.email}`
    : resourceName;
  return `npm run -s bailiff -- explain ${target}`;
}
