import type { Call } from '../../../http/call.ts';
import type { JobRef } from '../job-ref.ts';
import { projectOf } from '../project-of.ts';
import { requireRegion } from '../regions.ts';

/** The job that a v2 path names, with `-` only where a list of executions allows it. */
export function refOf(call: Call, name: string, permission: string): JobRef {
  const location = call.params['location'] ?? '';
  const project = projectOf(
    call,
    permission,
    (id) => `projects/${id}/locations/${location}/jobs/${name}`,
  );
  requireRegion(location);
  return { project, location, name };
}
