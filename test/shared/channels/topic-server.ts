import type { AddressInfo } from 'node:net';
import { createEntryLog } from '../../../sandbox/audit/entry-log.ts';
import { publishRequest } from '../../../sandbox/delivery/publish-request.ts';
import { ApiError } from '../../../sandbox/http/api-error.ts';
import { route } from '../../../sandbox/http/call.ts';
import { createSandboxServer } from '../../../sandbox/http/server.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { connectGoogle } from '../../../shared/gcp/google.ts';

const NOTIFY = 'serviceAccount:bailiff-notify@bailiff-prod.iam.gserviceaccount.com';

interface Published {
  readonly topic: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: unknown;
}

/** Pub/Sub as the local organization answers it, with one topic: projects/security-prod/topics/findings. */
export async function startTopic() {
  const published: Published[] = [];
  const failures: ApiError[] = [];
  const publish = route('POST', '/v1/projects/{project}/topics/{topic}:publish', (call) => {
    const { project, topic } = call.params;
    if (project !== 'security-prod' || topic !== 'findings')
      throw new ApiError('NOT_FOUND', `Resource not found (resource=${topic}).`);
    if (call.principal !== NOTIFY)
      throw new ApiError('PERMISSION_DENIED', 'User not authorized to perform this action.');
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    for (const { data, attributes } of publishRequest(call.body))
      published.push({
        topic: `projects/${project}/topics/${topic}`,
        attributes,
        data: JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as unknown,
      });
    return { messageIds: ['1'] };
  });
  const server = createSandboxServer({
    organization: createOrganization(readOrganizationFile('sandbox/organization.yaml')),
    log: createEntryLog(),
    routes: [publish],
    pages: async () => false,
    say: () => {},
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    as: (principal: string) => connectGoogle({ apiRoot, accessToken: `sandbox:${principal}` }),
    google: connectGoogle({ apiRoot, accessToken: `sandbox:${NOTIFY}` }),
    published,
    /** The next request fails so. */
    fail: (error: ApiError) => void failures.push(error),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
