import type { Diagnosis } from '../domain/diagnosis.ts';
import type { IamPolicy } from '../domain/iam-policy.ts';
import type { Resource } from '../domain/resource.ts';
import { computeEngineDefault, parseServiceAccount } from '../domain/service-account.ts';
import type { JobState, ProjectFacts, Subject } from '../domain/subject.ts';
import { type DiagnoseReaders, diagnose } from './diagnose.ts';
import { isRefusal } from './is-refusal.ts';
import { locate, type ProjectReaders } from './locate.ts';

/** What gathering reads; the clients of shared/gcp satisfy it. */
export interface GatherReaders extends ProjectReaders, DiagnoseReaders {
  readonly jobs: {
    read(resource: Resource): Promise<JobState | undefined>;
    runningExecutions(resource: Resource): Promise<readonly string[]>;
  };
  readonly projects: ProjectReaders['projects'] & {
    policy(name: string): Promise<IamPolicy>;
  };
}

export type LiveSubject = Extract<Subject, { kind: 'live' }>;

/** What the resource itself does not tell. */
export interface GatherHints extends Pick<LiveSubject, 'named'> {
  /** RFC 3339: conditions on time are judged at this moment. */
  readonly at: string;
  /** The unique id that the account must have, see pins.ts; none is asked for when left out. */
  readonly pinned?: LivePin;
}

/** Takes the account by its address. */
export type LivePin = (
  account: string,
  project: ProjectFacts,
  job: JobState,
) => Promise<string | undefined> | string | undefined;

export type Gathered =
  | { readonly kind: 'live'; readonly subject: LiveSubject }
  /** The project is ours and has no such job. */
  | { readonly kind: 'gone'; readonly project: ProjectFacts }
  | { readonly kind: 'outside-organization' };

/** A fact, or the sentence that says which right was missing to read it. */
type Fact<T> =
  | { readonly known: true; readonly value: T }
  | { readonly known: false; readonly why: string };

/**
 * Reads everything that the rules judge a live job by. What may not be read stands in `unread`, in words; a job or
 * a project that may not be read throws, and so does every failure that may pass.
 */
export async function gather(
  resource: Resource,
  readers: GatherReaders,
  hints: GatherHints,
): Promise<Gathered> {
  const located = await locate(resource.project, readers);
  if (located.kind === 'outside-organization') return located;
  const { project } = located;
  const canonical = { ...resource, project: project.id };
  const job = await readers.jobs.read(canonical);
  if (job === undefined) return { kind: 'gone', project };
  const [roles, running, diagnosis] = await Promise.all([
    accountRoles(job, project, readers),
    runningExecutions(canonical, job, readers),
    diagnosisOf(job, project, readers, hints),
  ]);
  const subject: LiveSubject = {
    kind: 'live',
    resource: canonical,
    project,
    job,
    accountRoles: roles.known ? roles.value : undefined,
    runningExecutions: running.known ? running.value : [],
    diagnosis,
    unread: [roles, running].flatMap((fact) => (fact.known ? [] : [fact.why])),
    named: hints.named,
  };
  return { kind: 'live', subject };
}

async function diagnosisOf(
  job: JobState,
  project: ProjectFacts,
  readers: GatherReaders,
  { at, pinned }: GatherHints,
): Promise<Diagnosis> {
  const account = emailOf(job.serviceAccount, project);
  const pin = await pinned?.(account, project, job);
  return diagnose({ project, account, pinned: pin, live: true }, readers, at);
}

/** Roles that the job's account holds by name, without a condition, on the project or above it. */
async function accountRoles(
  { serviceAccount }: JobState,
  project: ProjectFacts,
  { projects }: GatherReaders,
): Promise<Fact<readonly string[]>> {
  const member = `serviceAccount:${emailOf(serviceAccount, project)}`;
  const containers = [`projects/${project.id}`, ...project.ancestors];
  const policies = await Promise.all(
    containers.map((name) => {
      const right = `resourcemanager.${name.split('/')[0]}.getIamPolicy`;
      const why = `Bailiff may not read the policy of ${name} (${right}).`;
      return fact(projects.policy(name), why);
    }),
  );
  const missing = policies.find((policy) => !policy.known);
  if (missing !== undefined) return missing;
  const roles = policies.flatMap((policy) => (policy.known ? rolesOf(policy.value, member) : []));
  return { known: true, value: [...new Set(roles)] };
}

async function runningExecutions(
  resource: Resource,
  { executionCount }: JobState,
  { jobs }: GatherReaders,
): Promise<Fact<readonly string[]>> {
  if (executionCount === 0) return { known: true, value: [] };
  const why = `Bailiff may not list the executions of the job ${resource.name} (run.executions.list).`;
  return fact(jobs.runningExecutions(resource), why);
}

async function fact<T>(reading: Promise<T>, why: string): Promise<Fact<T>> {
  try {
    return { known: true, value: await reading };
  } catch (error) {
    if (isRefusal(error)) return { known: false, why };
    throw error;
  }
}

function rolesOf({ bindings }: IamPolicy, member: string): readonly string[] {
  return (bindings ?? [])
    .filter(({ condition, members }) => condition === undefined && members.includes(member))
    .map(({ role }) => role);
}

function emailOf(serviceAccount: string, { number }: ProjectFacts): string {
  if (serviceAccount === '') return computeEngineDefault(number);
  const account = parseServiceAccount(serviceAccount);
  return account.kind === 'malformed' ? serviceAccount : account.email;
}
