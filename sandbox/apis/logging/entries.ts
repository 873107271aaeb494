import { z } from 'zod';
import type { LogEntry } from '../../audit/entry-log.ts';
import { ApiError } from '../../http/api-error.ts';
import { type Call, type Route, route } from '../../http/call.ts';
import { permit } from '../../http/permit.ts';
import { nodeTarget } from '../../organization/targets.ts';
import { pageOf, takePage } from '../page.ts';
import { integer, readBody } from '../read-body.ts';
import { nodeName } from '../resource-manager/nodes.ts';
import { logFilter } from './filter.ts';

const Body = z.strictObject({
  resourceNames: z.array(z.string()).default([]),
  projectIds: z.array(z.string()).default([]),
  filter: z.string().default(''),
  orderBy: z.string().default(''),
  pageSize: integer.default(0),
  pageToken: z.string().default(''),
});

const listEntries: Route['handle'] = (call) => {
  const body = readBody(call, Body);
  const named = [...body.resourceNames, ...body.projectIds.map((id) => `projects/${id}`)];
  if (named.length === 0)
    throw new ApiError('INVALID_ARGUMENT', 'At least one resource name must be given.');
  const logs = named.map((name) => `${permittedNode(call, name)}/logs/`);
  const matches = logFilter(body.filter);
  const found = call.log.entries
    .filter((entry) => logs.some((log) => String(entry['logName']).startsWith(log)))
    .filter(matches);
  const ordered = isDescending(body.orderBy) ? found.toReversed() : found;
  const request = pageOf(body.pageSize, body.pageToken, 50, 1000);
  const { items, ...next } = takePage(ordered, entryKey, request);
  return { ...(items.length > 0 ? { entries: items } : {}), ...next };
};

/** The node whose log is read, for who may; entries of what lies below it are in other logs. */
function permittedNode(call: Call, name: string): string {
  const [, collection, id = ''] = /^(projects|folders|organizations)\/([^/]+)$/.exec(name) ?? [];
  if (collection !== 'projects' && collection !== 'folders' && collection !== 'organizations')
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The resource name "${name}" must read projects/PROJECT, folders/NUMBER or organizations/NUMBER.`,
    );
  permit(call, 'logging.logEntries.list', nodeTarget(collection, id), {
    text: 'Permission denied for all log views',
    domain: 'logging.googleapis.com',
  });
  return nodeName(call.organization, collection, id);
}

function isDescending(orderBy: string): boolean {
  if (orderBy === 'timestamp desc') return true;
  if (orderBy === '' || orderBy === 'timestamp' || orderBy === 'timestamp asc') return false;
  throw new ApiError(
    'INVALID_ARGUMENT',
    `orderBy "${orderBy}" must be "timestamp asc" or "timestamp desc".`,
  );
}

function entryKey(entry: LogEntry): string {
  return `${entry['logName']} ${entry['timestamp']} ${entry['insertId']}`;
}

/** Reading the audit log: https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list */
export const loggingRoutes: readonly Route[] = [route('POST', '/v2/entries:list', listEntries)];
