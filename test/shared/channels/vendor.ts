import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Failing =
  | 'rate-limited'
  | 'unavailable'
  | 'refused'
  /** Not done, and no answer before the vendor is closed. */
  | 'late'
  /** Done, and the answer breaks off in its middle. */
  | 'half'
  /** Not done: the connection is cut. */
  | 'reset'
  /** Done, but the answer never comes. */
  | 'lost-answer';

export interface VendorTicket {
  readonly id: string;
  readonly state: 'open' | 'closed';
  readonly title: string;
  readonly text: string;
  readonly comments: readonly string[];
  readonly fingerprint?: string;
}

/** A system that others run, on loopback: it takes what its own documents allow, and remembers. */
export interface Vendor {
  readonly url: string;
  /** All tickets that were ever made, as a person sees them. */
  readonly tickets: () => readonly VendorTicket[];
  /** The next `times` requests fail so; once unless said. */
  fail(how: Failing, times?: number): void;
  /** Every request that came, those that failed included; no query in the paths. */
  readonly requests: readonly { method: string; path: string }[];
  /** Rejects when a request came that the vendor's documents do not allow. */
  close(): Promise<void>;
}

export interface VendorRequest {
  readonly method: string;
  readonly url: URL;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Written as JSON; `text` goes as it is, and neither is an empty body. */
  readonly json?: unknown;
  readonly text?: string;
}

/** How this vendor says no, where that differs from most. */
export interface Refusals {
  readonly 'rate-limited'?: VendorAnswer;
  readonly unavailable?: VendorAnswer;
  readonly refused?: VendorAnswer;
}

const REFUSALS: Required<Refusals> = {
  'rate-limited': { status: 429, headers: { 'retry-after': '7' }, json: { message: 'Slow down' } },
  unavailable: { status: 503, json: { message: 'Down for a while' } },
  refused: { status: 401, json: { message: 'Bad credentials' } },
};

/**
 * A server of `handle` on 127.0.0.1, all of a Vendor but its tickets. What `handle` throws is answered with 500, and
 * rejects `close`, so that no test passes over it.
 */
export async function startServer(
  handle: (request: VendorRequest) => VendorAnswer | Promise<VendorAnswer>,
  refusals: Refusals = {},
): Promise<Omit<Vendor, 'tickets'>> {
  const requests: { method: string; path: string }[] = [];
  const failures: Failing[] = [];
  const faults: unknown[] = [];
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => faults.push(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    fail: (how, times = 1) => {
      failures.push(...Array.from({ length: times }, () => how));
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (faults.length > 0) throw new AggregateError(faults, faults.map(String).join('\n'));
    },
  };

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await read(incoming, url);
    requests.push({ method: request.method, path: request.url.pathname });
    const how = failures.shift();
    if (how === 'late') return;
    if (how === 'reset') return void incoming.socket.destroy();
    if (how === 'rate-limited' || how === 'unavailable' || how === 'refused')
      return write(outgoing, refusals[how] ?? REFUSALS[how]);
    const answer = await answerOf(request);
    if (how === 'lost-answer') return void incoming.socket.destroy();
    if (how === 'half') return breakOff(outgoing, answer);
    write(outgoing, answer);
  }

  async function answerOf(request: VendorRequest): Promise<VendorAnswer> {
    try {
      return await handle(request);
    } catch (error) {
      faults.push(error);
      return { status: 500, json: { message: String(error) } };
    }
  }
}

async function read(incoming: IncomingMessage, base: string): Promise<VendorRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    method: incoming.method ?? '',
    url: new URL(incoming.url ?? '/', base),
    headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function write(outgoing: ServerResponse, answer: VendorAnswer): void {
  outgoing.writeHead(answer.status, headersOf(answer));
  outgoing.end(textOf(answer));
}

/** Promises the whole length, and sends less of it. */
function breakOff(outgoing: ServerResponse, answer: VendorAnswer): void {
  const bytes = Buffer.from(textOf(answer));
  const length = String(Math.max(2, bytes.length));
  outgoing.writeHead(answer.status, { ...headersOf(answer), 'content-length': length });
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.destroy());
  outgoing.flushHeaders();
}

function headersOf({ headers, json }: VendorAnswer): Record<string, string> {
  return { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
}

function textOf({ json, text }: VendorAnswer): string {
  return json === undefined ? (text ?? '') : JSON.stringify(json);
}
