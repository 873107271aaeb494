import type { AuthorizationCheck, EntryLog } from '../audit/entry-log.ts';
import type { Organization } from '../organization/state.ts';
import type { Media } from './media.ts';

/** One API call, parsed. */
export interface Call {
  readonly organization: Organization;
  readonly log: EntryLog;
  readonly method: string;
  readonly path: string;
  /** What stood for `{name}` in the route's pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The JSON body; `{}` when there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `us-central1-run` for http://us-central1-run.sandbox/, else the Host as it came. */
  readonly host: string;
  /** Who calls: `user:…` or `serviceAccount:…`. */
  readonly principal: string;
  /** Who impersonates the principal, when somebody does. */
  readonly delegate: string | undefined;
  readonly userAgent: string;
  /** Permission checks so far, for the audit entry. */
  readonly checks: AuthorizationCheck[];
}

/** A JSON object, or the content of something. */
export type Answer = Readonly<Record<string, unknown>> | Media;

export interface Route {
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Only for these hosts (`iam`), where two APIs share a path. */
  readonly host: string | undefined;
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

// A domain-scoped project (`example.com:batch`) is the one thing in a path whose id holds a colon.
const PROJECT = '((?:[a-z0-9-]+(?:\\.[a-z0-9-]+)+:)?[^/:]+)';

/**
 * A route from Google's own way of writing paths: `{name}` stands for one segment without a colon, `{name=**}` for the
 * rest up to a custom verb: `/v1/projects/{project}/serviceAccounts/{account}:disable`.
 */
export function route(
  method: string,
  template: string,
  handle: Route['handle'],
  host?: string,
): Route {
  const names: string[] = [];
  const pattern = template
    .replace(/[.+]/g, '\\$&')
    .replace(/\{(\w+)(=\*\*)?\}/g, (_, name, rest) => {
      names.push(String(name));
      if (rest !== undefined) return '(.+?)';
      return name === 'project' ? PROJECT : '([^/:]+)';
    });
  return { method, pattern: new RegExp(`^${pattern}$`), names, host, handle };
}

/** The route for a call and what its template's names stand for. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
  host: string,
): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | undefined {
  for (const one of routes) {
    const match = one.method === method ? one.pattern.exec(path) : null;
    if (match === null) continue;
    if (one.host !== undefined && /\.sandbox$/.test(host) && !host.startsWith(one.host)) continue;
    const values = match.slice(1).map((value) => decodeURIComponent(value));
    return {
      route: one,
      params: Object.fromEntries(one.names.map((name, i) => [name, values[i] ?? ''])),
    };
  }
  return undefined;
}
