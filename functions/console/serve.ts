import type { Request as Asked, HttpFunction } from '@google-cloud/functions-framework';
import type { Hono } from 'hono';
import { inTrace, traceOf } from '../../shared/push/trace.ts';
import { type GuardEnv, SECURITY_HEADERS } from './guard.ts';

const LARGEST_BYTES = 64 * 1024;
const METHODS = ['GET', 'HEAD', 'POST'];

/** The app as an HTTP function, for which the functions-framework has read the body already. */
export function serve(app: Pick<Hono<GuardEnv>, 'fetch'>): HttpFunction {
  return async (asked, response) => {
    const request = requestOf(asked);
    const answer =
      typeof request === 'number'
        ? refusal(request)
        : await inTrace(traceOf(asked.headers), async () => app.fetch(request));
    response.status(answer.status);
    for (const [name, value] of answer.headers) response.set(name, value);
    response.end(Buffer.from(await answer.arrayBuffer()));
  };
}

function requestOf(asked: Asked): Request | 400 | 405 | 413 {
  const { method, originalUrl, rawHeaders, rawBody } = asked;
  if (!METHODS.includes(method)) return 405;
  if (rawBody !== undefined && rawBody.byteLength > LARGEST_BYTES) return 413;
  // Which host it is does not matter to any path.
  const url = `http://console${originalUrl}`;
  if (!originalUrl.startsWith('/') || !URL.canParse(url)) return 400;
  // Not those that Node has merged: of a header that comes twice it keeps one, and who knows which of them was checked.
  const headers = new Headers();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  const body = method === 'POST' && rawBody !== undefined ? new Uint8Array(rawBody) : null;
  return new Request(url, { method, headers, body });
}

const WHY = {
  400: 'That is no path of the console.',
  405: `The console answers to ${METHODS.join(', ')} alone.`,
  413: `A request here has at most ${LARGEST_BYTES} bytes.`,
} as const;

function refusal(status: keyof typeof WHY): Response {
  const allow = status === 405 ? { allow: METHODS.join(', ') } : {};
  return Response.json(
    { error: WHY[status] },
    { status, headers: { ...SECURITY_HEADERS, ...allow } },
  );
}
