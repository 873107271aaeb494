import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { type GuardEnv, SECURITY_HEADERS } from '../functions/console/guard.ts';
import { isLoopback } from './is-loopback.ts';
import { readEvent } from './read-event.ts';

export interface PagesOptions {
  /** Answers everything under /api. */
  readonly console: Pick<Hono<GuardEnv>, 'fetch'>;
  /** Takes a LogEntry in for delivery, past the sink's filter. */
  readonly accept: (text: string, timestamp: unknown) => void;
  /** Asks for a sweep; `undefined` where the deployment has no identity for one. */
  readonly sweep: (() => void) | undefined;
  /** Has looked what is due by now. */
  readonly tick: () => void;
  /** The organization's domain. */
  readonly domain: string;
}

/** What the main port answers besides Google's APIs; false for a path that is nobody's. */
export function createPages(
  options: PagesOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const toConsole = getRequestListener(options.console.fetch, { overrideGlobalObjects: false });
  return async (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const path = pathOf(request.url ?? '/');
    if (!isLoopback(request)) refuseHost(path, request, response);
    else if (path === '/api' || path.startsWith('/api/')) await toConsole(request, response);
    else if (path.startsWith('/sandbox/')) return toSandbox(path, options, request, response);
    else if (path === '/' && /^(?:GET|HEAD)$/.test(request.method ?? '')) front(options, response);
    else return false;
    return true;
  };
}

async function toSandbox(
  path: string,
  options: PagesOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (path === '/sandbox/events') await takeEvent(options, request, response);
  else if (path === '/sandbox/sweep') await begin('a sweep', options.sweep, request, response);
  else if (path === '/sandbox/tick') await begin('a tick', options.tick, request, response);
  else return false;
  return true;
}

function refuseHost(path: string, { method }: IncomingMessage, response: ServerResponse): void {
  const error = 'Pages answer only to the host names localhost and 127.0.0.1.';
  // An event that is not accepted is a bad request, whatever is wrong with it.
  answer(response, path === '/sandbox/events' && method === 'POST' ? 400 : 403, { error });
}

async function takeEvent(
  { accept }: PagesOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return answer(response, 405, { error: 'Send one LogEntry by POST.' });
  }
  const event = await readEvent(request);
  if (!event.ok) return answer(response, 400, { error: event.why });
  accept(event.text, event.timestamp);
  return answer(response, 202, { accepted: true });
}

/** JSON too, which a foreign page cannot send; what the object holds is not looked at. */
async function begin(
  what: string,
  work: (() => void) | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.setHeader('allow', 'POST');
    return answer(response, 405, { error: `Send {} by POST to begin ${what}.` });
  }
  const asked = await readEvent(request);
  if (!asked.ok)
    return answer(response, 400, { error: 'Send {} with content-type: application/json.' });
  const error = 'The deployment has no identity for sweeps; name one as identities.sweep.';
  if (work === undefined) return answer(response, 409, { error });
  work();
  return answer(response, 202, { accepted: true });
}

function front({ domain }: PagesOptions, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`Bailiff, and a local organization (${domain}) that it watches.

This port answers as Google's APIs do, for gcloud and for client libraries; in a shell of its own,
  npm run -s bailiff -- sandbox env --help
says how to point gcloud here. What Bailiff found and did is in JSON:

  /api/findings      findings, why, and the way back; /api/findings/ID for one
  /api/tickets       what people were asked to do
  /api/alerts        what the security team must know
  /api/counts        events by what became of them

An approver asks by POST /api/findings/ID/approve, /reject or /undo:
  npm run -s bailiff -- approve --help
POST /sandbox/events takes one LogEntry and delivers it as the log sink would.
POST /sandbox/sweep takes {} and has every job of the organization judged again.
POST /sandbox/tick takes {} and has looked at what is due by now, which also happens every few seconds.
`);
}

function pathOf(url: string): string {
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(url);
  return (absolute?.[1] ?? url).replace(/[?#].*$/s, '') || '/';
}

function answer(
  response: ServerResponse,
  status: number,
  body: Readonly<Record<string, unknown>>,
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
