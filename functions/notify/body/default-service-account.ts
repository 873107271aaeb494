import type { Block } from '../../../shared/domain/block.ts';
import { memberOf, parsePrincipal } from '../../../shared/domain/principal.ts';
import { quotedClient } from '../../../shared/domain/quoted-client.ts';
import { code } from './code.ts';
import { accountWords, defaultAccountPicture } from './default-account-picture.ts';
import { exemption } from './exemption.ts';
import type { FindingOf } from './finding-of.ts';
import { foughtOver } from './fought-over.ts';
import { list } from './list.ts';
import { logEntry } from './log-entry.ts';
import { managedCode } from './managed-code.ts';
import { ownAccountTerraform } from './own-account-terraform.ts';
import { paragraph } from './paragraph.ts';
import { proposed } from './proposed.ts';
import { takingBack } from './taking-back.ts';
import type { TicketContext } from './ticket-context.ts';
import { whomToAsk } from './whom-to-ask.ts';
import { whyItMatters } from './why-it-matters.ts';

type DefaultAccountFinding = FindingOf<'default-service-account'>;

const IN_CODE =
  'If code deploys this job, name its new account there, too (in Terraform, as service_account in template.template): what is changed in the job alone, the next deploy sets back.';

/** One section a finding: what, why it matters, what was done, how to mend it, how to be exempted, whom to ask. */
export function defaultServiceAccountSection(
  finding: DefaultAccountFinding,
  context: TicketContext,
): readonly Block[] {
  const why = whyItMatters(finding.rule);
  const { history, indeterminate, decision, rule } = finding;
  return [
    ...what(finding),
    ...(why === undefined ? [] : [paragraph(`Why it matters: ${why}`)]),
    paragraph(seen(finding)),
    defaultAccountPicture(finding),
    ...logEntry(finding),
    ...(indeterminate.length > 0 ? [list('Not known', indeterminate)] : []),
    list(`What Bailiff decided (${finding.mode}), and why`, decision.because),
    list(
      'What happened',
      history.map(({ at, what }) => `${at}  ${what}`),
    ),
    ...foughtOver(finding),
    ...proposed([finding]),
    ...(finding.state === 'remediated' ? [paragraph(IN_CODE)] : mending(finding)),
    ...takingBack([finding]),
    ...exemption([finding], context),
    ...whomToAsk(finding, context),
    paragraph(`What the rule means: docs/rules/${rule}.md. Finding: ${finding.id}`),
  ];
}

function what(finding: DefaultAccountFinding): readonly Block[] {
  const { resource, attempted, evidence } = finding;
  const { name, project, location } = resource;
  const verb = attempted ? 'was to run' : 'runs, or ran,';
  const roles =
    evidence.roles === undefined || evidence.roles.length === 0
      ? ''
      : ` It holds ${evidence.roles.join(', ')} on the project, and whoever can run the job can use all of that.`;
  const running = evidence.runningExecutions.join(', ');
  return [
    paragraph(
      `The Cloud Run job ${name} in ${project} (${location}) ${verb} as ${accountWords(finding)}, which every workload of the project shares.${roles}`,
    ),
    ...(running === ''
      ? []
      : [paragraph(`These executions still run as the old account: ${running}.`)]),
  ];
}

function seen({ principal, client, occurrences, lastSeen }: DefaultAccountFinding): string {
  const quoted = quotedClient(client);
  const says = quoted === undefined ? '' : `, whose client calls itself ${quoted}`;
  const times = `${occurrences} time${occurrences === 1 ? '' : 's'}`;
  return `Last changed by ${principal}${says}. Seen ${times}, last at ${lastSeen}.`;
}

function mending(finding: DefaultAccountFinding): readonly Block[] {
  const { attempted, deployer, evidence, resource, fix } = finding;
  const member = memberOf(parsePrincipal(attempted ? deployer : evidence.lastModifier));
  return [
    code('To mend it', fix),
    code('The same in Terraform', ownAccountTerraform(resource, member)),
    ...managedCode(finding),
  ];
}
