import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { apiRoutes } from '../../../sandbox/apis/routes.ts';
import { createEntryLog, type LogEntry } from '../../../sandbox/audit/entry-log.ts';
import { createSandboxServer } from '../../../sandbox/http/server.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { type OrganizationFile, readOrganizationFile } from '../../../sandbox/organization/file.ts';
import { googleapisOptions } from '../../fixtures/googleapis-options.ts';

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export const ADMIN = 'user:admin@example.com';
export const DEV = 'user:dev@example.com';

/** The starting organization's APIs on a loopback port, until the test ends. The clock stands still unless `now` is set. */
export async function servedApis(edit: (file: OrganizationFile) => void = () => {}) {
  const clock = { now: Date.parse('2026-11-22T08:00:00Z') };
  const file = readOrganizationFile('sandbox/organization.yaml');
  edit(file);
  const organization = createOrganization(file, () => clock.now);
  const log = createEntryLog();
  const said: string[] = [];
  const server = createSandboxServer({
    organization,
    log,
    routes: apiRoutes,
    pages: async () => false,
    say: (line) => said.push(line),
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const rootUrl = `http://127.0.0.1:${port}/`;
  return {
    organization,
    log,
    said,
    clock,
    port,
    rootUrl,
    call: (principal: string, method: string, path: string, body?: unknown) =>
      callApi(`${rootUrl}${path}`, principal, method, body),
    /** Options of a googleapis client. */
    client: (principal: string) => googleapisOptions(rootUrl, principal),
  };
}

async function callApi(
  url: string,
  principal: string,
  method: string,
  body: unknown,
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer sandbox:${principal}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** What an answer's error says, e.g. `403 PERMISSION_DENIED: The caller does not have permission`. */
export function refusal({ status, body }: Answer): string {
  const error = body['error'] as { readonly status: string; readonly message: string } | undefined;
  return error === undefined ? `${status}` : `${status} ${error.status}: ${error.message}`;
}

/** The part of an entry that says what was done to what. */
export function payload(entry: LogEntry | undefined): Readonly<Record<string, unknown>> {
  return (entry?.['protoPayload'] ?? {}) as Readonly<Record<string, unknown>>;
}
