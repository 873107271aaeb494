import type { AddressInfo } from 'node:net';
import { apiRoutes } from '../../sandbox/apis/routes.ts';
import type { JobRecord } from '../../sandbox/apis/run/job-record.ts';
import { createEntryLog } from '../../sandbox/audit/entry-log.ts';
import { publishRoutes } from '../../sandbox/delivery/publish-api.ts';
import { createSandboxServer } from '../../sandbox/http/server.ts';
import { addProject, createOrganization } from '../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';
import type { Organization, Project } from '../../sandbox/organization/state.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { SWEEP } from '../shared/gcp/local-apis.ts';

export interface Size {
  readonly projects: number;
  readonly jobsPerProject: number;
}

/**
 * The APIs of the starting organization with so many projects and jobs more, all jobs alike but for their names. What
 * sweep publishes is handed to `published` and kept nowhere.
 */
export async function largeOrganization(size: Size, published: (data: string) => void) {
  const organization = createOrganization(readOrganizationFile('sandbox/organization.yaml'));
  fill(organization, size);
  const server = createSandboxServer({
    organization,
    log: createEntryLog(),
    routes: [
      ...publishRoutes({
        project: 'bailiff-prod',
        publishers: { rechecks: [SWEEP] },
        publish: (_topic, { data }) => {
          published(Buffer.from(data, 'base64').toString());
          return '1';
        },
      }),
      ...apiRoutes,
    ],
    pages: async () => false,
    say: () => {},
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    organization,
    apiRoot,
    as: (principal: string) => connectGoogle({ apiRoot, accessToken: `sandbox:${principal}` }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Projects `team-0000` and on in the folder of the example, with jobs `job-00` and on that run as their default accounts. */
export function fill(organization: Organization, { projects, jobsPerProject }: Size): void {
  for (let n = 0; n < projects; n += 1) {
    const project = addTeam(organization, n);
    for (let k = 0; k < jobsPerProject; k += 1) addJob(organization, project, k);
  }
}

/** The project `team-000N`, without accounts but those that Google makes. */
export function addTeam(organization: Organization, n: number): Project {
  const id = `team-${String(n).padStart(4, '0')}`;
  const number = String(400_000_000_000 + n);
  const parent = 'folders/200000000001';
  return addProject(organization, { id, number, parent, displayName: id });
}

/** The job `job-0K` of the project, on its default account unless another is named. */
export function addJob(
  { jobs }: Organization,
  { id, number }: Project,
  k: number,
  serviceAccount?: string,
): void {
  const name = `projects/${id}/locations/us-central1/jobs/job-${String(k).padStart(2, '0')}`;
  jobs.set(name, jobNamed(name, `${number}-${k}`, serviceAccount));
}

function jobNamed(name: string, uid: string, serviceAccount?: string): JobRecord {
  const containers = [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }];
  return {
    body: {
      name,
      uid,
      generation: '1',
      etag: '"CJ"',
      labels: {},
      createTime: '2026-11-22T08:00:00.000000Z',
      updateTime: '2026-11-22T08:00:00.000000Z',
      lastModifier: 'dev@example.com',
      creator: 'dev@example.com',
      template: {
        template: { containers, ...(serviceAccount === undefined ? {} : { serviceAccount }) },
      },
    },
    extras: { annotations: {}, templateAnnotations: {} },
    resourceVersion: uid,
    executions: new Map(),
  };
}
