import type { Diagnosis } from '../shared/domain/diagnosis.ts';
import { type Principal, parsePrincipal } from '../shared/domain/principal.ts';
import { type Resource, relativeName } from '../shared/domain/resource.ts';
import type { ProjectFacts } from '../shared/domain/subject.ts';
import { diagnose } from '../shared/engine/diagnose.ts';
import { ApiFailure } from '../shared/gcp/api-failure.ts';
import type { Google } from '../shared/gcp/google.ts';
import { jobReader } from '../shared/gcp/jobs.ts';
import { organizationPolicies } from '../shared/gcp/org-policy.ts';
import { projects } from '../shared/gcp/projects.ts';
import { serviceAccounts } from '../shared/gcp/service-accounts.ts';
import { troubleshooter } from '../shared/gcp/troubleshooter.ts';
import { type Asker, openAsker } from './explain-asker.ts';
import { type ExplainOptions, readTarget, type Target } from './explain-target.ts';
import { diagnosisText } from './explain-text.ts';
import { Unusable } from './unusable.ts';

/** What is judged: the account that a live job has, or one that somebody wants to deploy with. */
interface Case {
  readonly job: Resource | undefined;
  readonly project: ProjectFacts;
  readonly account: string;
  readonly deployer: Principal | undefined;
}

/**
 * Every condition for a job, or for a deploy that was denied, as text or JSON; `ok` when all of them hold. `at` is the
 * moment at which conditions on time are judged. Throws Unusable.
 */
export async function explain(
  name: string | undefined,
  options: ExplainOptions,
  at: string,
): Promise<{ readonly text: string; readonly ok: boolean }> {
  const target = readTarget(name, options);
  const asker = openAsker(options);
  const { google } = asker;
  const readers = {
    accounts: serviceAccounts(google),
    troubleshooter: troubleshooter(google),
    organizationPolicies: organizationPolicies(google),
  };
  try {
    const found = await findCase(target, asker);
    const diagnosis = await diagnose(found, readers, at);
    const job = found.job === undefined ? undefined : relativeName(found.job);
    const text =
      target.format === 'json'
        ? `${JSON.stringify({ job, ...diagnosis }, null, 2)}\n`
        : diagnosisText(diagnosis, job);
    return { text, ok: holds(diagnosis) };
  } catch (error) {
    if (error instanceof ApiFailure) throw asker.unusable(error);
    throw error;
  }
}

async function findCase(target: Target, { google, who }: Asker): Promise<Case> {
  const project = await readProject(target.project, google, who);
  const { deployer } = target;
  if (target.job === undefined)
    return { job: undefined, project, account: target.account, deployer };
  const job = { ...target.job, project: project.id };
  const state = await jobReader(google).read(job);
  if (state === undefined)
    throw new Unusable(
      `There is no job ${job.name} in ${job.location} of ${job.project}. Check its name, or explain a deploy that was denied with --project, --account and --deployer.`,
    );
  const account = state.serviceAccount;
  return { job, project, account, deployer: deployer ?? parsePrincipal(state.lastModifier) };
}

async function readProject(name: string, google: Google, who: string): Promise<ProjectFacts> {
  const hierarchy = projects(google);
  const found = await hierarchy.get(name);
  if (found === undefined)
    throw new Unusable(
      `The project ${name} cannot be read: there is none, or ${who} lacks resourcemanager.projects.get on it. Check its id, or ask as somebody who may.`,
    );
  const { id, number } = found;
  return { id, number, ancestors: await hierarchy.ancestors(id) };
}

function holds({ conditions }: Diagnosis): boolean {
  return conditions.every(({ state }) => state === 'holds' || state === 'not-needed');
}
