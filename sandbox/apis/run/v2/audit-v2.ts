import type { AuditSpec } from '../../../audit/audited.ts';
import type { Call } from '../../../http/call.ts';
import { jobAudit } from '../job-audit.ts';
import { type JobRef, jobName } from '../job-ref.ts';
import { without } from '../without.ts';

type Json = Readonly<Record<string, unknown>>;

const TYPE = 'type.googleapis.com/google.cloud.run.v2';

/**
 * The Admin Activity entry of a v2 call on a job, with a second one for its end where the organization writes pairs
 * (gcp-facts B.5). Bodies are without containers.
 */
export function auditV2(
  call: Call,
  ref: JobRef,
  method: 'CreateJob' | 'UpdateJob' | 'DeleteJob',
  request: Json,
): AuditSpec {
  // A validation is over when it is answered: nothing of it can end later.
  const lasts = request['validateOnly'] !== true;
  const pairs = lasts && call.organization.settings.delivery.operationPairs;
  return {
    ...jobAudit(ref),
    methodName: `google.cloud.run.v2.Jobs.${method}`,
    resourceName: jobName(ref),
    request: { '@type': `${TYPE}.${method}Request`, ...request },
    response: () => ({ '@type': 'type.googleapis.com/google.longrunning.Operation' }),
    ...(pairs
      ? {
          operation: ({ name: id }) => ({ id, producer: 'run.googleapis.com', first: true }),
          finished: ({ metadata }) => withoutContainers(metadata as Json),
        }
      : {}),
  };
}

/** A v2 job without what Google leaves out of the log: images, arguments and environments. */
export function withoutContainers(job: Json): Json {
  return without(job, ['template', 'template'], 'containers');
}
