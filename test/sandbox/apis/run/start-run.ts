import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runRoutes } from '../../../../sandbox/apis/run/routes.ts';
import { createEntryLog, type LogEntry } from '../../../../sandbox/audit/entry-log.ts';
import { createSandboxServer } from '../../../../sandbox/http/server.ts';
import { createOrganization } from '../../../../sandbox/organization/create.ts';
import {
  type OrganizationFile,
  readOrganizationFile,
} from '../../../../sandbox/organization/file.ts';
import type { Organization } from '../../../../sandbox/organization/state.ts';

export const DEV = 'user:dev@example.com';
export const CI = 'user:ci@example.com';
export const ADMIN = 'user:admin@example.com';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CloudRun {
  readonly port: number;
  readonly organization: Organization;
  readonly entries: readonly LogEntry[];
  /** Moves the organization's clock forward. */
  pass(seconds: number): void;
  /** A call in proxy form, as gcloud makes it; the host is `run.sandbox` in us-central1 unless the path names one. */
  call(method: string, path: string, body?: unknown, as?: string): Promise<Answer>;
  stop(): Promise<void>;
}

const FILE = join(import.meta.dirname, '../../../../sandbox/organization.yaml');

/** Cloud Run of the example organization (or a changed one) on a loopback port of its own. */
export async function startRun(
  change: (file: OrganizationFile) => OrganizationFile = (file) => file,
): Promise<CloudRun> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const organization = createOrganization(change(readOrganizationFile(FILE)), now);
  const log = createEntryLog();
  const server = createSandboxServer({
    organization,
    log,
    routes: runRoutes,
    pages: async () => false,
    say: () => {},
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    organization,
    entries: log.entries,
    pass(seconds) {
      ahead += seconds * 1000;
    },
    call: (method, path, body, as = DEV) => {
      const url = path.startsWith('/') ? `http://us-central1-run.sandbox${path}` : path;
      return send(port, method, url, body, as);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(
  port: number,
  method: string,
  url: string,
  body: unknown,
  as: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer sandbox:${as}`, host: new URL(url).host };
    const call = request({ host: '127.0.0.1', port, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer['body'],
        }),
      );
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
