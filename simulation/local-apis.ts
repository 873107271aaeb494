import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import { apiRoutes } from '../sandbox/apis/routes.ts';
import type { EntryLog } from '../sandbox/audit/entry-log.ts';
import { answerCall } from '../sandbox/http/answer-call.ts';
import { ApiError } from '../sandbox/http/api-error.ts';
import { findRoute, type Route } from '../sandbox/http/call.ts';
import { tokenFor } from '../sandbox/http/credentials.ts';
import { Media } from '../sandbox/http/media.ts';
import type { Organization } from '../sandbox/organization/state.ts';
import type { Google } from '../shared/gcp/google.ts';
import type { Activity } from './activity.ts';

/** One request to an API, as a client made it. */
export interface Request {
  /** `user:…` or `serviceAccount:…`. */
  readonly principal: string;
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
  readonly code = 'ETIMEDOUT';
  /** As gaxios hangs it on what it throws. */
  readonly config = {};
}

/** Answers a request as the local organization's server does, without a socket. */
export function localApis(
  at: { readonly organization: Organization; readonly log: EntryLog },
  more: readonly Route[],
): Send {
  const routes = [...more, ...apiRoutes];
  return async ({ principal, method, url, body }) => {
    const found = findRoute(routes, method, url.pathname, url.hostname);
    if (found === undefined) throw new Error(`There is no ${method} ${url.pathname} here.`);
    const authorization = `Bearer ${tokenFor(principal)}`;
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
  return { apiRoot: 'http://127.0.0.1', auth: new LocalAuth(send, principal) };
}

interface RestRequest {
  readonly url?: string | URL;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

/** Where both kinds of clients hand their requests over: REST ones to `request`, gax's to `fetch`. */
class LocalAuth extends GoogleAuth {
  readonly #send: Send;
  readonly #principal: string;

  constructor(send: Send, principal: string) {
    super({ authClient: new PassThroughClient() });
    this.#send = send;
    this.#principal = principal;
  }

  override async request<T>(options: RestRequest): ReturnType<typeof GoogleAuth.prototype.request<T>> {
    const url = new URL(String(options.url));
    for (const [name, value] of Object.entries(options.params ?? {}))
      for (const one of Array.isArray(value) ? value : [value])
        if (one !== undefined) url.searchParams.append(name, String(one));
    const body = options.data === undefined ? '' : JSON.stringify(options.data);
    const response = await this.#answer(options.method ?? 'GET', url, body);
    const { status, text } = response;
    const data: unknown = url.searchParams.get('alt') === 'media' ? text : JSON.parse(text);
    const answered = { status, statusText: '', data, headers: new Headers(), config: options, ok: status < 300 };
    if (status >= 300) throw Object.assign(new Error(`HTTP ${status}`), { config: {}, response: answered });
    return answered as unknown as Awaited<ReturnType<typeof GoogleAuth.prototype.request<T>>>;
  }

  override async fetch<T>(...[to, init]: Parameters<typeof GoogleAuth.prototype.fetch<T>>) {
    const { method = 'GET', body } = (init ?? {}) as { method?: string; body?: string | Uint8Array };
    const sent = body === undefined ? '' : Buffer.from(body as Uint8Array).toString('utf8');
    const { status, text } = await this.#answer(method, new URL(String(to)), sent);
    const response: unknown = {
      status,
      ok: status < 300,
      arrayBuffer: async () => Buffer.from(text),
    };
    return response as Awaited<ReturnType<typeof GoogleAuth.prototype.fetch<T>>>;
  }

  #answer(method: string, url: URL, body: string): Promise<Response> {
    return this.#send({ principal: this.#principal, method: method.toUpperCase(), url, body });
  }
}
