import { identityOf, type JobBody } from './job-body.ts';
import type { Facts } from './step-runner.ts';

export interface JobFacts {
  readonly uid: string;
  readonly generation: number;
  readonly etag: string;
  readonly identity: string;
  readonly lastModifier: string;
  readonly reconciling: boolean;
  /** Cloud Run could not make what the job asks for. */
  readonly failed: boolean;
}

// Condition.State by name, and by the number that a REST client may give.
const FAILED: readonly unknown[] = ['CONDITION_FAILED', 3];

/** What the steps judge a whole job by. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs#Job */
export function jobFacts(job: JobBody): JobFacts {
  const generation = Number(job['generation'] ?? 0);
  const observed = Number(job['observedGeneration'] ?? 0);
  const condition = job['terminalCondition'];
  const state = typeof condition === 'object' && condition !== null && 'state' in condition;
  return {
    uid: String(job['uid'] ?? ''),
    generation,
    etag: job.etag,
    identity: identityOf(job),
    lastModifier: String(job['lastModifier'] ?? '').toLowerCase(),
    // An answer without the observed generation, 0, leaves only the flag.
    reconciling: job['reconciling'] === true || (observed > 0 && observed < generation),
    failed: state && FAILED.includes(condition.state),
  };
}

/** True when the newest change of the job is the one that the step journalled ahead of its call. */
export function movedByStep(
  { identity, lastModifier, generation }: JobFacts,
  to: string,
  before: Facts | undefined,
  jobWriter: string,
): boolean {
  return (
    identity === to && lastModifier === jobWriter && generation > Number(before?.['generation'])
  );
}
