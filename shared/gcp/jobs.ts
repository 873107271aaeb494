import type { run_v2 } from 'googleapis/build/src/apis/run/v2.js';
import { type Resource, relativeName } from '../domain/resource.ts';
import type { JobState, SecretName } from '../domain/subject.ts';
import { read, unless } from './call.ts';
import type { Google } from './google.ts';
import { type PageToken, pages } from './pages.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';

type Job = run_v2.Schema$GoogleCloudRunV2Job;
type Executions = run_v2.Schema$GoogleCloudRunV2ListExecutionsResponse;

const API = 'run.googleapis.com';
const PAGE = 100;
// Cloud Run keeps about a thousand executions of a job.
const MOST_PAGES = 20;

/**
 * Reads jobs, keeping only what Bailiff judges by. Needs run.jobs.get and run.executions.list.
 * https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
 */
export function jobReader(google: Google) {
  const { json } = rest(google, API);
  return {
    /** `undefined` when there is no such job. Throws ApiFailure. */
    async read(resource: Resource): Promise<JobState | undefined> {
      const name = relativeName(resource);
      const answer = await unless(
        [404],
        read(API, () => json<Job>({ method: 'GET', path: path`v2/${name}` })),
      );
      return answer === undefined ? undefined : stateOf(answer, resource.project);
    },

    /** Short names of the executions that have not completed. Throws ApiFailure. */
    async runningExecutions(resource: Resource): Promise<readonly string[]> {
      const parent = relativeName(resource);
      const running: string[] = [];
      const ask = (token: PageToken) => {
        const query = { pageSize: PAGE, ...token };
        return read(API, () =>
          json<Executions>({ method: 'GET', path: path`v2/${parent}/executions`, query }),
        );
      };
      for await (const { executions } of pages(MOST_PAGES, ask))
        running.push(...(executions ?? []).filter(isRunning).map(shortName));
      return running;
    },
  };
}

function stateOf(job: Job, project: string): JobState {
  return {
    uid: job.uid ?? '',
    generation: Number(job.generation ?? 0),
    etag: job.etag ?? '',
    serviceAccount: job.template?.template?.serviceAccount ?? '',
    creator: job.creator || undefined,
    lastModifier: job.lastModifier || undefined,
    executionCount: job.executionCount ?? 0,
    reconciling: job.reconciling ?? false,
    secrets: secretsOf(job.template?.template ?? {}, project),
    labels: job.labels ?? {},
  };
}

function isRunning({ completionTime }: run_v2.Schema$GoogleCloudRunV2Execution): boolean {
  return !completionTime;
}

function shortName({ name }: run_v2.Schema$GoogleCloudRunV2Execution): string {
  return (name ?? '').split('/').at(-1) ?? '';
}

/** A secret without a project is one of the job's own. */
function secretsOf(
  task: run_v2.Schema$GoogleCloudRunV2TaskTemplate,
  project: string,
): readonly SecretName[] {
  const named = [
    ...(task.containers ?? []).flatMap(({ env }) =>
      (env ?? []).map(({ valueSource }) => valueSource?.secretKeyRef?.secret),
    ),
    ...(task.volumes ?? []).map(({ secret }) => secret?.secret),
  ];
  const full = named
    .filter((name) => typeof name === 'string' && name !== '')
    .map((name) => (name?.startsWith('projects/') ? name : `projects/${project}/secrets/${name}`));
  return [...new Set(full)];
}
