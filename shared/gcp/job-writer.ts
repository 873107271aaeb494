import type { JobsClient } from '@google-cloud/run';
import type { run_v2 } from 'googleapis/build/src/apis/run/v2.js';
import { type Resource, relativeName } from '../domain/resource.ts';
import { ApiFailure } from './api-failure.ts';
import { read, unless, write } from './call.ts';
import { droppedFields } from './dropped-fields.ts';
import { gaxOptions } from './gax-options.ts';
import type { Google } from './google.ts';
import { path } from './path.ts';
import { rest } from './rest.ts';
import { withheld } from './withheld.ts';

/**
 * A job as the v2 API carries it, every field of it, to be sent back changed: it may hold env values and arguments,
 * so it is never logged nor stored. Enums are names, 64-bit integers texts.
 */
export interface WholeJob extends Readonly<Record<string, unknown>> {
  readonly name: string;
  readonly etag: string;
  readonly uid: string;
  readonly generation: string;
  readonly template: Readonly<Record<string, unknown>>;
}

type Job = run_v2.Schema$GoogleCloudRunV2Job;

const API = 'run.googleapis.com';
// A job without images to pull is reconciled within seconds; a push must be answered within ten minutes.
const OPERATION = {
  initialRetryDelayMillis: 100,
  retryDelayMultiplier: 1.5,
  maxRetryDelayMillis: 2000,
  initialRpcTimeoutMillis: null,
  rpcTimeoutMultiplier: null,
  maxRpcTimeoutMillis: null,
  totalTimeoutMillis: 60_000,
};

/**
 * Reads and replaces whole jobs. Needs run.jobs.get, run.jobs.update, run.operations.get and whatever Cloud Run
 * asks of a deployer. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs/patch
 */
export function jobWriter(google: Google) {
  const { json } = rest(google, API);
  let connecting: Promise<JobsClient> | undefined;
  const connected = () => {
    connecting ??= connect(google);
    return connecting;
  };

  async function readBoth(name: string): Promise<WholeJob> {
    const client = await connected();
    const [[job], data] = await write(API, () =>
      Promise.all([client.getJob({ name }), json<Job>({ method: 'GET', path: path`v2/${name}` })]),
    );
    if (job.etag !== (data.etag ?? ''))
      throw failure(503, 'UNAVAILABLE', 'JOB_CHANGED', `${name} changed while it was read.`);
    const dropped = droppedFields(data, job);
    if (dropped.length > 0)
      throw failure(
        501,
        'UNIMPLEMENTED',
        'UNKNOWN_FIELD',
        `${name} holds ${dropped.slice(0, 5).join(', ')}, which this version of Bailiff cannot carry along; change its service account by hand.`,
      );
    return job as unknown as WholeJob;
  }

  function readJob(name: string): Promise<WholeJob | undefined> {
    return unless(
      [404],
      read(API, () => readBoth(name)),
    );
  }

  async function update(job: WholeJob, validateOnly: boolean) {
    const client = await connected();
    try {
      return await write(API, () =>
        client.updateJob({ job, validateOnly, allowMissing: false }, { longrunning: OPERATION }),
      );
    } catch (error) {
      throw withheld(error, job);
    }
  }

  return {
    /**
     * `undefined` when there is no such job. Throws ApiFailure; one with the reason `UNKNOWN_FIELD` when the job
     * holds a field that the client would drop on the way back: jobs.patch has no mask, so a write would remove it.
     */
    read: (resource: Resource): Promise<WholeJob | undefined> => readJob(relativeName(resource)),

    /** Has Cloud Run check the job as if it were to be replaced; changes nothing. Throws ApiFailure. */
    async validate(job: WholeJob): Promise<void> {
      await update(job, true);
    },

    /**
     * Replaces the job, waits until the operation is done and reads the job again. Throws ApiFailure: 409 when the
     * etag is stale, retryable when the operation takes longer than a minute, which does not tell whether the job
     * was changed.
     */
    async replace(job: WholeJob): Promise<WholeJob> {
      const [operation] = await update(job, false);
      try {
        await write(API, () => operation.promise());
      } catch (error) {
        throw withheld(error, job);
      }
      const done = await readJob(job.name);
      if (done === undefined)
        throw failure(
          404,
          'NOT_FOUND',
          undefined,
          `${job.name} was deleted after it was replaced.`,
        );
      return done;
    },
  };
}

async function connect(google: Google): Promise<JobsClient> {
  // Loaded when a job is to be written and not before: gax costs a cold start more than all REST clients together.
  const { JobsClient } = await import('@google-cloud/run');
  return new JobsClient(await gaxOptions(google));
}

function failure(
  status: number,
  code: string,
  reason: string | undefined,
  message: string,
): ApiFailure {
  return new ApiFailure(message, { status, code, reason, api: API });
}
