import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { LogSource } from '../../../shared/domain/log-source.ts';

const SCOPES = { projects: 'project', folders: 'folder', organizations: 'organizationId' } as const;

/** A link to the log entry that a finding was last seen by, where there is one. */
export function logEntry({ source }: Pick<Finding, 'source'>): readonly Block[] {
  return source === undefined
    ? []
    : [{ kind: 'link', label: 'The log entry of the newest event', url: logUrl(source) }];
}

/** `projects/ID` and the like: whose log it is. */
export function logPlace({ logName }: LogSource): string {
  return logName.split('/').slice(0, 2).join('/');
}

/**
 * The page of Logs Explorer that shows the entry alone.
 * https://cloud.google.com/logging/docs/view/logs-explorer-interface
 */
function logUrl(source: LogSource): string {
  const { logName, timestamp, insertId } = source;
  const query = Object.entries({ logName, timestamp, insertId })
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('\n');
  const [collection = '', id = ''] = logPlace(source).split('/');
  const scope = Object.entries(SCOPES).find(([name]) => name === collection)?.[1];
  const where = scope === undefined ? '' : `?${scope}=${encoded(id)}`;
  return `https://console.cloud.google.com/logs/query;query=${encoded(query)};cursorTimestamp=${encoded(timestamp)}${where}`;
}

/** Brackets, too, which some systems take for the end of a link. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*~_]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
