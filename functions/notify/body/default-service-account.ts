import { quotedClient } from '../../../shared/domain/quoted-client.ts';
import type { FindingOf } from './finding-of.ts';
import { foughtOver } from './fought-over.ts';
import { list } from './list.ts';
import { managedCode } from './managed-code.ts';

/** One section a finding: what, why it matters, what was done, how to mend it, how to be exempted. */
export function defaultServiceAccountSection(finding: FindingOf<'default-service-account'>) {
  const parts = [
    what(finding),
    `Last changed by ${finding.principal}${says(finding)}. Seen ${finding.occurrences} time${finding.occurrences === 1 ? '' : 's'}, last at ${finding.lastSeen}.`,
    finding.indeterminate.length > 0 && list('Not known', finding.indeterminate),
    list(`What Bailiff decided (${finding.mode}), and why`, finding.decision.because),
    list(
      'What happened',
      finding.history.map(({ at, what }) => `${at}  ${what}`),
    ),
    ...foughtOver(finding),
    finding.state !== 'remediated' && list('To mend it', finding.fix),
    ...(finding.state === 'remediated' ? [] : managedCode(finding)),
    finding.wayBack.length > 0 && list('To take the change back', finding.wayBack),
    `To let it stay: ask the owners of the policy for an exemption of ${finding.rule} for ${finding.resourceName}, with a reason and a date.`,
    `What the rule means: docs/rules/${finding.rule}.md. Finding: ${finding.id}`,
  ];
  return parts.filter((part) => part !== false).join('\n\n');
}

function says({ client }: FindingOf<'default-service-account'>): string {
  const quoted = quotedClient(client);
  return quoted === undefined ? '' : `, whose client calls itself ${quoted}`;
}

function what({ resource, attempted, evidence }: FindingOf<'default-service-account'>): string {
  const { name, project, location } = resource;
  const which = evidence.which === 'app-engine' ? 'App Engine default' : 'Compute Engine default';
  const account = evidence.account === undefined ? '' : ` ${evidence.account}`;
  const verb = attempted ? 'was to run' : 'runs, or ran,';
  const roles =
    evidence.roles === undefined || evidence.roles.length === 0
      ? ''
      : ` It holds ${evidence.roles.join(', ')} on the project, and whoever can run the job can use all of that.`;
  const running =
    evidence.runningExecutions.length === 0
      ? ''
      : `\n\nThese executions still run as the old account: ${evidence.runningExecutions.join(', ')}.`;
  return `The Cloud Run job ${name} in ${project} (${location}) ${verb} as the ${which} account${account}, which every workload of the project shares.${roles}${running}`;
}
