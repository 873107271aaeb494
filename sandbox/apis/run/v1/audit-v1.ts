import type { AuditSpec } from '../../../audit/audited.ts';
import { jobAudit } from '../job-audit.ts';
import type { JobRef } from '../job-ref.ts';
import { without } from '../without.ts';
import { namespacedName } from './locate.ts';

type Json = Readonly<Record<string, unknown>>;

const TYPE = 'type.googleapis.com/google.cloud.run.v1';

/** The Admin Activity entry of a v1 call on a job (gcp-facts B.2 to B.4): bodies without containers. */
export function auditV1(
  ref: JobRef,
  method: 'CreateJob' | 'ReplaceJob' | 'DeleteJob',
  request: Json,
): AuditSpec {
  return {
    ...jobAudit(ref),
    methodName: `google.cloud.run.v1.Jobs.${method}`,
    resourceName: namespacedName(ref),
    request: { '@type': `${TYPE}.${method}Request`, ...request },
    // A deletion's answer says nothing, and its entry has none.
    ...(method === 'DeleteJob'
      ? {}
      : { response: (job: Json) => ({ ...withoutContainers(job), '@type': `${TYPE}.Job` }) }),
  };
}

/** A v1 job without what Google leaves out of the log: images, arguments and environments. */
export function withoutContainers(job: Json): Json {
  return without(job, ['spec', 'template', 'spec', 'template', 'spec'], 'containers');
}
