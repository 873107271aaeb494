import { ApiError } from '../../http/api-error.ts';
import type { Target } from '../../organization/authorize.ts';
import type { Project } from '../../organization/state.ts';

/** Where a job is or would be. */
export interface JobRef {
  readonly project: Project;
  readonly location: string;
  readonly name: string;
}

/** `projects/P/locations/L/jobs/J` with the project's id: the key of `organization.jobs` and the name v2 answers. */
export function jobName({ project, location, name }: JobRef): string {
  return `projects/${project.id}/locations/${location}/jobs/${name}`;
}

export function jobTarget(ref: JobRef): Target {
  return runTarget(jobName(ref), 'Job');
}

/** Something of Cloud Run's, for a permission check. `name` is relative and begins with the project. */
export function runTarget(name: string, type: string): Target {
  return {
    name,
    service: 'run.googleapis.com',
    type: `run.googleapis.com/${type}`,
    fullName: `//run.googleapis.com/${name}`,
  };
}

export function notFound(kind: 'JOB' | 'EXECUTION', name: string, where: JobRef): ApiError {
  return new ApiError(
    'NOT_FOUND',
    `Resource '${name}' of kind '${kind}' in region '${where.location}' in project '${where.project.id}' does not exist.`,
  );
}
