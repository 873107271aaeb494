import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EntryLog } from '../audit/entry-log.ts';
import type { Organization } from '../organization/state.ts';
import { answerCall } from './answer-call.ts';
import { ApiError } from './api-error.ts';
import { type Answer, findRoute, type Route } from './call.ts';
import { Media } from './media.ts';

export interface SandboxServerOptions {
  readonly organization: Organization;
  readonly log: EntryLog;
  readonly routes: readonly Route[];
  /** Answers what no API route takes: the console and `POST /sandbox/events`. False when it has no answer either. */
  readonly pages: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;
  /** Where a line for the operator goes, e.g. a refused CONNECT. */
  readonly say: (line: string) => void;
}

const BODY_LIMIT = 10 * 1024 * 1024;

/** One server for Google's APIs, in origin and proxy form, and for the pages; it forwards nothing. */
export function createSandboxServer(options: SandboxServerOptions): Server {
  const server = createServer((request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      options.say(`A request failed: ${error instanceof Error ? error.stack : error}`);
      send(response, new ApiError('INTERNAL', 'Internal error encountered.'));
    });
  });
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    // Without a listener a reset connection would end the whole process.
    socket.on('error', () => {});
    const line = connectRefusal(request.url ?? '');
    options.say(line);
    socket.end(
      `HTTP/1.1 501 Not Implemented\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${line}\n`,
    );
  });
  return server;
}

async function answer(
  options: SandboxServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { organization, log } = options;
  const url = readUrl(request);
  if (url === undefined) return send(response, unreadableAddress());
  const method = request.method ?? 'GET';
  const found = findRoute(options.routes, method, url.pathname, url.hostname);
  if (found === undefined) {
    if (!url.hostname.endsWith('.sandbox') && (await options.pages(request, response))) return;
    return send(response, unknownMethod(method, url));
  }
  send(
    response,
    await answerCall({ organization, log }, found, {
      method,
      url,
      authorization: request.headers.authorization,
      userAgent: request.headers['user-agent'] ?? '',
      body: () => readText(request),
    }),
  );
}

function send(response: ServerResponse, answer: ApiError | Answer): void {
  if (response.headersSent) return;
  if (answer instanceof Media) {
    response.writeHead(200, { 'content-type': answer.contentType });
    response.end(answer.text);
    return;
  }
  const failed = answer instanceof ApiError;
  response.writeHead(failed ? answer.httpStatus : 200, {
    'content-type': 'application/json; charset=UTF-8',
  });
  response.end(JSON.stringify(failed ? answer.body() : answer));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT)
      throw new ApiError('INVALID_ARGUMENT', 'Request payload is over 10 MiB.');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `undefined` when the address or the Host header is none, or holds a percent sign that stands for nothing. */
function readUrl(request: IncomingMessage): URL | undefined {
  try {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    decodeURIComponent(url.pathname);
    return url;
  } catch {
    return undefined;
  }
}

function unreadableAddress(): ApiError {
  return new ApiError('INVALID_ARGUMENT', 'The address of the request cannot be read as a URL.');
}

function unknownMethod(method: string, url: URL): ApiError {
  return new ApiError(
    'NOT_FOUND',
    `The local organization has no ${method} ${url.pathname}${url.hostname.endsWith('.sandbox') ? ` on ${url.hostname}` : ''}. What it answers is listed in docs/local-organization.md.`,
  );
}

function connectRefusal(authority: string): string {
  const api = /^(?:[a-z0-9-]+-)?([a-z]+)\.googleapis\.com/.exec(authority)?.[1];
  const name = api?.toUpperCase() ?? 'API';
  return `CONNECT ${authority.replace(/[^\w.:-]/g, '').slice(0, 100)} is refused: the local organization forwards nothing. Set CLOUDSDK_API_ENDPOINT_OVERRIDES_${name}=http://${api ?? 'NAME'}.sandbox/ (npm run -s bailiff -- sandbox env prints the ones it answers).`;
}
