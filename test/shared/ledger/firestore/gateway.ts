import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** One call that came by. */
export interface Passed {
  readonly method: string;
  readonly body: string;
}

/** What the gateway does with a call: nothing, refuse it, or let it through and lose the answer. */
type Mishap = 'none' | 'refused' | 'answer lost';

export interface Gateway {
  readonly host: string;
  readonly passed: readonly Passed[];
  /** Asked about each call that comes by, until another is set. */
  meet(mishap: (call: Passed) => Mishap): void;
  close(): Promise<void>;
}

/** Stands between a ledger and the Firestore that listens at HOST:PORT: writes down each call, and lets some go wrong. */
export async function openGateway(firestore: string): Promise<Gateway> {
  const passed: Passed[] = [];
  let mishap: (call: Passed) => Mishap = () => 'none';
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const call = { method: /:(\w+)/.exec(request.url ?? '')?.[1] ?? '', body };
    passed.push(call);
    const what = mishap(call);
    if (what === 'refused') {
      response.writeHead(503, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { status: 'UNAVAILABLE', message: 'Try later.' } }));
      return;
    }
    const { authorization = '' } = request.headers;
    const headers = { 'content-type': 'application/json', authorization };
    const answer = await fetch(`http://${firestore}${request.url}`, {
      method: 'POST',
      headers,
      body,
    });
    const answered = await answer.text();
    if (what === 'answer lost') return void response.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answered);
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return {
    host: `127.0.0.1:${address.port}`,
    passed,
    meet: (next) => {
      mishap = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
