import { badField } from '../../../http/api-error.ts';
import type { Call } from '../../../http/call.ts';
import type { JobRef } from '../job-ref.ts';
import { projectOf } from '../project-of.ts';
import { requireRegion } from '../regions.ts';

/** Where no region is said or found; no job can be there. */
const NOWHERE = 'global';

/** `us-central1` for http://us-central1-run.sandbox/; nothing for the global host and for a bare address. */
export function regionOfHost(host: string): string | undefined {
  return /^([a-z]+-[a-z]+\d+)-run$/.exec(host)?.[1];
}

/**
 * The job that a v1 call means. v1's paths have no location: the host says it, else `said` (the label of a body), else
 * the only job of that name tells it.
 */
export function locateJob(call: Call, name: string, permission: string, said?: string): JobRef {
  const project = projectOf(call, permission, (id) => `namespaces/${id}/jobs/${name}`);
  const host = regionOfHost(call.host);
  if (host !== undefined && said !== undefined && said !== host)
    throw badField(
      `The label cloud.googleapis.com/location says ${said}, but the call went to ${host}.`,
    );
  const region = host ?? said;
  if (region !== undefined) requireRegion(region);
  return { project, location: region ?? onlyRegion(call, project.id, name) ?? NOWHERE, name };
}

/** Refuses to make a job that nobody said a region for. */
export function requireLocation({ location }: JobRef): void {
  if (location !== NOWHERE) return;
  throw badField(
    'The call does not say in which region the job is to be: send it to a regional host such as http://us-central1-run.sandbox/, or put the label cloud.googleapis.com/location into the metadata.',
  );
}

/** `namespaces/P/jobs/J`, with the project's id whichever way the caller wrote it. */
export function namespacedName({ project, name }: JobRef): string {
  return `namespaces/${project.id}/jobs/${name}`;
}

function onlyRegion(call: Call, project: string, name: string): string | undefined {
  const regions = [...call.organization.jobs.keys()].flatMap((key) => {
    const [, owner, , location, , job] = key.split('/');
    return owner === project && job === name && location !== undefined ? [location] : [];
  });
  if (regions.length > 1)
    throw badField(
      `Several regions have a job named ${name} (${regions.join(', ')}): call one of them, e.g. http://${regions[0]}-run.sandbox/.`,
    );
  return regions[0];
}
