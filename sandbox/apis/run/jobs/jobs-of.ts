import type { Organization, Project } from '../../../organization/state.ts';
import type { JobRecord } from '../job-record.ts';
import type { JobRef } from '../job-ref.ts';

/** A project's jobs in all regions, newest first as both APIs list them. */
export function jobsOf(
  organization: Organization,
  project: Project,
): readonly (readonly [JobRef, JobRecord])[] {
  const all = [...organization.jobs].flatMap(([key, record]) => {
    const [, owner, , location = '', , name = ''] = key.split('/');
    return owner === project.id ? [[{ project, location, name }, record] as const] : [];
  });
  return all
    .reverse()
    .sort(([, a], [, b]) => (b.body.createTime ?? '').localeCompare(a.body.createTime ?? ''));
}
