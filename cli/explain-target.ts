import { type Principal, parsePrincipal } from '../shared/domain/principal.ts';
import {
  isProjectId,
  isProjectNumber,
  parseResource,
  type Resource,
} from '../shared/domain/resource.ts';
import { Unusable } from './unusable.ts';

export interface ExplainOptions {
  readonly project?: string;
  readonly account?: string;
  readonly deployer?: string;
  readonly format: string;
  readonly apiRoot: string;
  readonly as: string;
  readonly google?: boolean;
}

/** What the user asks about: a job, or a deploy with an account. */
export type Target = {
  readonly project: string;
  readonly deployer: Principal | undefined;
  readonly format: 'text' | 'json';
} & (
  | { readonly job: Resource; readonly account?: never }
  | { readonly job?: never; readonly account: string }
);

/** Reads what was asked for; throws Unusable for what names neither a job nor a deploy. */
export function readTarget(name: string | undefined, options: ExplainOptions): Target {
  const { project, account } = options;
  const common = { deployer: readDeployer(options.deployer), format: readFormat(options.format) };
  if (name !== undefined) {
    if (project !== undefined || account !== undefined)
      throw new Unusable(
        'A job brings its own project and account: name a job, or a deploy by --project and --account, not both.',
      );
    const job = parseResource(name);
    if (job === undefined)
      throw new Unusable(
        `${name} names no job. Write projects/PROJECT_ID/locations/REGION/jobs/JOB, with //run.googleapis.com/ before it or not.`,
      );
    return { ...common, project: job.project, job };
  }
  if (!project || !account)
    throw new Unusable(
      'Nothing is named to explain. Name a job, or a deploy that was denied by --project PROJECT --account EMAIL --deployer PRINCIPAL.',
    );
  if (!isProjectId(project) && !isProjectNumber(project))
    throw new Unusable(`--project ${project} is no project. Write its id or its number.`);
  return { ...common, project, account };
}

function readDeployer(text: string | undefined): Principal | undefined {
  if (text === undefined) return undefined;
  const principal = parsePrincipal(text);
  if (principal.kind !== 'unknown') return principal;
  throw new Unusable(
    `--deployer ${text} names nobody who deploys. Write user:EMAIL, serviceAccount:EMAIL, or the principal:// of a federated identity.`,
  );
}

function readFormat(text: string): 'text' | 'json' {
  if (text === 'text' || text === 'json') return text;
  throw new Unusable(`--format ${text} is not known; say text or json.`);
}
