import type { Evidence } from '../../shared/domain/evidence.ts';
import type { Finding } from '../../shared/domain/finding.ts';

/** The text of a ticket, in plain words: what, why it matters, what was done, how to mend it, how to be exempted. */
export function ticketBody(findings: readonly Finding[]): string {
  return findings.map(section).join('\n\n----\n\n');
}

function section(finding: Finding): string {
  const parts = [
    WHAT[finding.evidence.kind](finding, finding.evidence),
    `Last changed by ${finding.principal}. Seen ${finding.occurrences} time${finding.occurrences === 1 ? '' : 's'}, last at ${finding.lastSeen}.`,
    finding.indeterminate.length > 0 && list('Not known', finding.indeterminate),
    list(`What Bailiff decided (${finding.mode}), and why`, finding.decision.because),
    list(
      'What happened',
      finding.history.map(({ at, what }) => `${at}  ${what}`),
    ),
    finding.state !== 'remediated' && list('To mend it', finding.fix),
    finding.wayBack.length > 0 && list('To take the change back', finding.wayBack),
    `To let it stay: ask the owners of the policy for an exemption of ${finding.rule} for ${finding.resourceName}, with a reason and a date.`,
    `What the rule means: docs/rules/${finding.rule}.md. Finding: ${finding.id}`,
  ];
  return parts.filter((part) => part !== false).join('\n\n');
}

const WHAT: { readonly [K in Evidence['kind']]: (finding: Finding, evidence: Evidence) => string } =
  {
    'default-service-account': (finding, evidence) => {
      const { name, project, location } = finding.resource;
      const which =
        evidence.which === 'app-engine' ? 'App Engine default' : 'Compute Engine default';
      const account = evidence.account === undefined ? '' : ` ${evidence.account}`;
      const verb = finding.attempted ? 'was to run' : 'runs, or ran,';
      const roles =
        evidence.roles === undefined || evidence.roles.length === 0
          ? ''
          : ` It holds ${evidence.roles.join(', ')} on the project, and whoever can run the job can use all of that.`;
      const running =
        evidence.runningExecutions.length === 0
          ? ''
          : `\n\nThese executions still run as the old account: ${evidence.runningExecutions.join(', ')}.`;
      return `The Cloud Run job ${name} in ${project} (${location}) ${verb} as the ${which} account${account}, which every workload of the project shares.${roles}${running}`;
    },
  };

function list(heading: string, lines: readonly string[]): string {
  return lines.length === 0
    ? `${heading}: nothing.`
    : `${heading}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
