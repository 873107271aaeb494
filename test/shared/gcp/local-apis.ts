import type { AddressInfo } from 'node:net';
import { run_v2 } from 'googleapis/build/src/apis/run/v2.js';
import { monitoringRoutes } from '../../../sandbox/apis/deployed/monitoring.ts';
import { apiRoutes } from '../../../sandbox/apis/routes.ts';
import { createEntryLog } from '../../../sandbox/audit/entry-log.ts';
import { publishRoutes } from '../../../sandbox/delivery/publish-api.ts';
import { createSandboxServer } from '../../../sandbox/http/server.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { type OrganizationFile, readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { connectGoogle, type Google } from '../../../shared/gcp/google.ts';
import { googleapisOptions } from '../../fixtures/googleapis-options.ts';

export const EVALUATE = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';
export const SWEEP = 'serviceAccount:bailiff-sweep@bailiff-prod.iam.gserviceaccount.com';
export const CONSOLE = 'serviceAccount:bailiff-console@bailiff-prod.iam.gserviceaccount.com';
export const REMEDIATE = 'serviceAccount:bailiff-remediate@bailiff-prod.iam.gserviceaccount.com';

interface Published {
  readonly topic: string;
  readonly message: unknown;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The local organization's APIs on a loopback port, without functions: what is published is kept for the test to look at. */
export async function localApis(
  edit: (file: OrganizationFile) => void = () => {},
  now: () => number = Date.now,
) {
  const file = readOrganizationFile('sandbox/organization.yaml');
  edit(file);
  const organization = createOrganization(file, now);
  const log = createEntryLog();
  const published: Published[] = [];
  const deadLetters = { waiting: 0 };
  const publishing = publishRoutes({
    project: 'bailiff-prod',
    publishers: {
      decisions: [EVALUATE],
      outcomes: [REMEDIATE],
      approvals: [CONSOLE],
      rechecks: [SWEEP],
    },
    publish: (topic, { data, attributes }) => {
      const message: unknown = JSON.parse(Buffer.from(data, 'base64').toString());
      published.push({ topic, message, attributes });
      return String(published.length);
    },
  });
  const server = createSandboxServer({
    organization,
    log,
    routes: [...publishing, ...monitoringRoutes(() => deadLetters.waiting), ...apiRoutes],
    pages: async () => false,
    say: () => {},
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const as = (principal: string): Google =>
    connectGoogle({ apiRoot, accessToken: `sandbox:${principal}` });
  return {
    apiRoot,
    organization,
    log,
    published,
    deadLetters,
    as,
    jobsAs: (principal: string) =>
      new run_v2.Run(googleapisOptions(apiRoot, principal)).projects.locations.jobs,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
export type LocalApis = Awaited<ReturnType<typeof localApis>>;

/** A job of payments-prod as a user would create it; it runs as the default account unless one is given. */
export async function createJob(
  apis: LocalApis,
  jobId: string,
  options: {
    readonly as?: string;
    readonly project?: string;
    readonly serviceAccount?: string;
    readonly template?: run_v2.Schema$GoogleCloudRunV2TaskTemplate;
  } = {},
): Promise<void> {
  const { as = 'user:dev@example.com', project = 'payments-prod', serviceAccount } = options;
  const task = {
    containers: [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }],
    ...options.template,
    ...(serviceAccount === undefined ? {} : { serviceAccount }),
  };
  await apis.jobsAs(as).create({
    parent: `projects/${project}/locations/us-central1`,
    jobId,
    requestBody: { labels: { team: 'payments' }, template: { template: task } },
  });
}
