import type { Finding } from '../../shared/domain/finding.ts';
import type { Plan, StepOf } from '../../shared/domain/plan.ts';

type Told = Pick<Finding, 'attempted' | 'evidence'>;

/** That the plan was carried out, in a sentence for tickets. */
export function mendedWords({ steps }: Plan): string {
  for (const step of steps) {
    if (step.kind === 'assign-service-account') return `Mended: the job runs as ${step.to}.`;
    if (step.kind === 'verify-access') return `Mended: ${usable(step)}.`;
  }
  return 'Mended.';
}

function usable({ project, account, deployer }: StepOf<'verify-access'>): string {
  return deployer === undefined
    ? `jobs of ${project.id} can use ${account} again`
    : `${deployer} can deploy jobs of ${project.id} as ${account}`;
}

/** That somebody else mended it; `runsAs` is empty for the default account. */
export function compliantWords({ attempted, evidence }: Told, runsAs: string): string {
  if (evidence.kind === 'default-service-account')
    return `The job is mended already: it runs as ${runsAs || 'its default account'}.`;
  return attempted
    ? `It is mended already: this does not keep anybody from deploying as ${runsAs} any more.`
    : `It is mended already: this does not keep the job from using ${runsAs || 'its account'} any more.`;
}

/** That nothing is left changed. */
export function leftWords({ evidence }: Told): string {
  return evidence.kind === 'account-use'
    ? 'The account was left as it was.'
    : 'The job was left alone.';
}

/** What a person does after a remediation that failed. */
export function afterFailureWords({ id, attempted }: Pick<Finding, 'id' | 'attempted'>): string {
  return attempted
    ? `Read the finding ${id}, mend what it names, then deploy again.`
    : `Read the finding ${id}, then mend the job by its fix lines, or deploy it again.`;
}
