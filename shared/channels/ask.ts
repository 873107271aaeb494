import { type Answer, exchange } from '../http/exchange.ts';
import type { Fetch } from '../http/fetch.ts';
import { Unanswered } from '../http/unanswered.ts';
import { ChannelFailure } from './channel-failure.ts';

export interface ChannelRequest {
  /** Who is asked, for people, e.g. `GitHub`. */
  readonly system: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, unless it is a text, which goes as it is. */
  readonly body?: object | string;
  /** Statuses behind 2xx that are no failure to the caller, e.g. 404 where nothing may be there. */
  readonly also?: readonly number[];
  /** Texts that must not show in an error: what the request proved itself with. */
  readonly secrets?: readonly string[];
  /** For the whole answer. */
  readonly timeoutMs?: number | undefined;
  /** The address itself is a secret: no error names any part of it. */
  readonly hidden?: boolean;
  /** It answers in words, not in JSON: `json` is then the text as it came. */
  readonly text?: boolean;
}

export interface ChannelAnswer {
  readonly status: number;
  /** The parsed body; `undefined` for none. Of unknown shape: check before use. */
  readonly json: unknown;
  readonly header: (name: string) => string | undefined;
}

const TIMEOUT_MS = 10_000;
const LONGEST_WORDS = 200;

/**
 * One request to a system outside Google, made once. Throws ChannelFailure: `rate-limited` for 429, and for 403 and
 * 503 that say when to come again; `unavailable` for no answer, half of one, 408 and 5xx; `refused` for the rest.
 */
export async function ask(fetch: Fetch, request: ChannelRequest): Promise<ChannelAnswer> {
  const { system, method, url, headers, body, also = [], secrets = [] } = request;
  const { timeoutMs = TIMEOUT_MS } = request;
  const sent = typeof body === 'object' ? JSON.stringify(body) : body;
  const json = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
  const writes = method !== 'GET';
  const answer = await exchange(fetch, url, {
    method,
    headers: { 'user-agent': 'bailiff', accept: 'application/json', ...json, ...headers },
    body: sent,
    timeoutMs,
  }).catch((error: unknown) => {
    if (!(error instanceof Unanswered)) throw error;
    throw new ChannelFailure('unavailable', `${system} gave no answer (${error.message}).`, {
      uncertain: writes,
    });
  });
  const { status, header } = answer;
  const good = status >= 200 && status <= 299;
  const parsed = read(answer.text, request);
  if (good && parsed.ok) return { status, json: parsed.value, header };
  if (also.includes(status)) return { status, json: parsed.ok ? parsed.value : undefined, header };
  if (good)
    throw new ChannelFailure(
      'unavailable',
      `${system} answered ${status} with something that is no JSON.`,
      { uncertain: writes },
    );
  const words = parsed.ok ? wordsOf(parsed.value, secrets) : '';
  const place = request.hidden === true ? '' : ` ${new URL(url).pathname}`;
  throw failure(answer, `${system} answered ${status} to ${method}${place}${words}.`, writes);
}

function failure({ status, header }: Answer, message: string, writes: boolean): ChannelFailure {
  const retryAfterSeconds = waitOf(header);
  const limited =
    status === 429 || (retryAfterSeconds !== undefined && [403, 503].includes(status));
  if (limited) return new ChannelFailure('rate-limited', message, { retryAfterSeconds });
  if (status === 408 || status >= 500)
    return new ChannelFailure('unavailable', message, { retryAfterSeconds, uncertain: writes });
  return new ChannelFailure('refused', message);
}

function read(
  text: string,
  request: Pick<ChannelRequest, 'text'>,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (request.text === true) return { ok: true, value: text };
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

/** Seconds, a date, or GitHub's time of reset once nothing remains. RFC 9110, section 10.2.3 */
function waitOf(header: ChannelAnswer['header']): number | undefined {
  const after = header('retry-after');
  if (after !== undefined && /^\d+$/.test(after)) return Number(after);
  const date = after === undefined ? Number.NaN : Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - Date.now()) / 1000));
  const reset = header('x-ratelimit-remaining') === '0' ? header('x-ratelimit-reset') : undefined;
  if (reset === undefined || !/^\d+$/.test(reset)) return undefined;
  return Math.max(0, Number(reset) - Math.floor(Date.now() / 1000));
}

/** What the system says of it, in the fields that systems say it in: one line, and nothing that was sent as a secret. */
function wordsOf(value: unknown, secrets: readonly string[]): string {
  // One word of its own, such as Slack's no_service; anything longer may be a page of somebody else's.
  if (typeof value === 'string') return /^[a-z_]{1,60}$/.test(value) ? `: ${value}` : '';
  if (typeof value !== 'object' || value === null) return '';
  const fields = value as Readonly<Record<string, unknown>>;
  const said = [fields['message'], fields['error'], fields['errorMessages'], fields['errors']]
    .filter((field) => field !== undefined)
    .map((field) => (typeof field === 'string' ? field : JSON.stringify(field)))
    .join('; ')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
  const clean = secrets
    .filter((secret) => secret !== '')
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), said);
  return clean === '' ? '' : `: ${clean.slice(0, LONGEST_WORDS)}`;
}
