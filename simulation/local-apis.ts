import { apiRoutes } from '../sandbox/apis/routes.ts';
import type { EntryLog } from '../sandbox/audit/entry-log.ts';
import { answerCall } from '../sandbox/http/answer-call.ts';
import { ApiError } from '../sandbox/http/api-error.ts';
import { findRoute, type Route } from '../sandbox/http/call.ts';
import { tokenFor } from '../sandbox/http/credentials.ts';
import { Media } from '../sandbox/http/media.ts';
import type { Organization } from '../sandbox/organization/state.ts';
import { connectGoogle, type Google } from '../shared/gcp/google.ts';
import type { Activity } from './activity.ts';

/** One request to an API, as a client made it. */
export interface Request {
  /** The header. */
  readonly authorization: string;
  readonly method: string;
  readonly url: URL;
  /** JSON; empty when there is none. */
  readonly body: string;
  /** Whose call it is; nobody's of Bailiff's when left out. */
  readonly by?: Activity;
}

export interface Response {
  readonly status: number;
  readonly text: string;
}

/** How a request gets its answer. Throws Unanswered when it gets none. */
export type Send = (request: Request) => Promise<Response>;

/** The caller does not learn what became of its request. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
  readonly code = 'ECONNRESET';
}

/** Answers a request as the local organization's server does, without a socket. */
export function localApis(
  at: { readonly organization: Organization; readonly log: EntryLog },
  more: readonly Route[],
): Send {
  const routes = [...more, ...apiRoutes];
  return async ({ authorization, method, url, body }) => {
    const found = findRoute(routes, method, url.pathname, url.hostname);
    if (found === undefined) throw new Error(`There is no ${method} ${url.pathname} here.`);
    const request = { method, url, authorization, userAgent: '', body: () => body };
    const answer = await answerCall(at, found, request);
    if (answer instanceof Media) return { status: 200, text: answer.text };
    return answer instanceof ApiError
      ? { status: answer.httpStatus, text: JSON.stringify(answer.body()) }
      : { status: 200, text: JSON.stringify(answer) };
  };
}

/** Google as one principal, for the clients in shared/gcp: over `send`, with no port and no timer of its own. */
export function googleOver(send: Send, principal: string): Google {
  return connectGoogle({
    apiRoot: 'http://127.0.0.1',
    accessToken: tokenFor(principal),
    fetch: async (url, { method, headers, body = '' }) => {
      const { authorization = '' } = headers;
      const { status, text } = await send({ authorization, method, url: new URL(url), body });
      return { status, arrayBuffer: async () => new TextEncoder().encode(text).buffer };
    },
  });
}

/** Who calls with this header; the token's own words, which say on whose behalf it was made. */
export function callerIn(authorization: string): string {
  return /^Bearer sandbox:([^~]+)/.exec(authorization)?.[1] ?? 'nobody';
}
