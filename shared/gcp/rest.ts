import { exchange } from '../http/exchange.ts';
import { answeredFailure } from './answered-failure.ts';
import { ApiFailure } from './api-failure.ts';
import type { Google } from './google.ts';

export interface RestRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Of the URL, without a slash in front, as path.ts makes it. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: object;
  /** Ten seconds when left out. */
  readonly timeoutMs?: number;
}

/** It would name something else than what was asked for. */
const CLIMBS = /(?:^|\/)\.\.?(?:\/|$)/;
const TIMEOUT_MS = 10_000;
const AGENT = { 'user-agent': 'bailiff', accept: 'application/json' };
const JSON_BODY = { 'content-type': 'application/json' };

/** One API by its host name, over REST, each call made once. Retries are call.ts's. */
export function rest(google: Google, api: string) {
  const root = google.apiRoot === undefined ? `https://${api}` : new URL(google.apiRoot).origin;

  async function text(request: RestRequest): Promise<string> {
    const { method, path, query, body, timeoutMs = TIMEOUT_MS } = request;
    if (CLIMBS.test(path)) throw new RangeError('A part of a resource name is . or ..');
    const answer = await exchange(google.fetch, `${root}/${path}${searchOf(query)}`, {
      method,
      headers: {
        ...AGENT,
        ...(body === undefined ? {} : JSON_BODY),
        ...(await google.credentials()),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      timeoutMs,
    });
    if (answer.status < 200 || answer.status > 299) throw answeredFailure(api, answer);
    return answer.text;
  }

  return {
    /** The body as it is. Throws ApiFailure, NoCredentials or Unanswered. */
    text,

    /** The body's JSON, which is taken to be a `T`; `{}` for none. Throws the same. */
    async json<T extends object>(request: RestRequest): Promise<T> {
      return parsed(api, await text(request));
    },
  };
}

function searchOf(query: RestRequest['query'] = {}): string {
  const search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  return search === '' ? '' : `?${search}`;
}

function parsed<T extends object>(api: string, text: string): T {
  try {
    const value: unknown = text === '' ? {} : JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as T;
  } catch {
    // Its message would quote the answer.
  }
  const fields = { status: 502, code: 'UNAVAILABLE', api };
  throw new ApiFailure(`${api} answered with something that is no JSON object.`, fields);
}
