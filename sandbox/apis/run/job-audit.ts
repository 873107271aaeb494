import type { AuditSpec } from '../../audit/audited.ts';
import type { JobRef } from './job-ref.ts';

/** What the entries about a job say alike in both versions of the API (gcp-facts B.2). */
export function jobAudit({
  project,
  location,
  name,
}: JobRef): Pick<AuditSpec, 'serviceName' | 'resource' | 'parent' | 'location'> {
  return {
    serviceName: 'run.googleapis.com',
    resource: {
      type: 'cloud_run_job',
      labels: { project_id: project.id, location, job_name: name },
    },
    parent: `projects/${project.id}`,
    location,
  };
}
