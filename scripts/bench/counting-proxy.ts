import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type Listening, listen } from '../../sandbox/listen.ts';

/** A message that a function published, as Pub/Sub takes it. */
export interface Published {
  readonly topic: string;
  readonly data: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface CountingProxy extends Pick<Listening, 'close'> {
  readonly url: string;
  /** Calls since the last take, by verb and path without names. */
  takeCalls(): ReadonlyMap<string, number>;
  /** What was published since the last take, oldest first; it goes nowhere else. */
  takePublished(): readonly Published[];
}

const PUBLISH = /^\/v1\/projects\/[^/]+\/topics\/([^/:]+):publish$/;

/** Stands between the functions and the local organization: counts their calls, and keeps what they publish. */
export async function startCountingProxy(to: string): Promise<CountingProxy> {
  let calls = new Map<string, number>();
  let published: Published[] = [];
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url ?? '/', to);
    const kind = kindOf(asked.method ?? '', pathname);
    calls.set(kind, (calls.get(kind) ?? 0) + 1);
    const topic = PUBLISH.exec(pathname)?.[1];
    if (topic === undefined) return forward(to, asked, answer);
    return take(asked, answer, (message) => published.push({ topic, ...message }));
  });
  const { port, close } = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    takeCalls() {
      const taken = calls;
      calls = new Map();
      return taken;
    },
    takePublished() {
      const taken = published;
      published = [];
      return taken;
    },
    close,
  };
}

/** Such as `GET v2/projects/NAME/locations/NAME/jobs/NAME`: after the version, every second part of a path is a name. */
function kindOf(method: string, pathname: string): string {
  const parts = pathname.split('/').slice(1);
  const named = parts.map((part, at) =>
    at > 0 && at % 2 === 0 ? part.replace(/^[^:]*/, 'NAME') : part,
  );
  return `${method} ${named.join('/')}`;
}

function forward(to: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers } = asked;
  const sent = request(new URL(asked.url ?? '/', to), { method, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  sent.on('error', () => answer.destroy());
  asked.pipe(sent);
}

function take(
  asked: IncomingMessage,
  answer: ServerResponse,
  keep: (message: Omit<Published, 'topic'>) => void,
): void {
  const chunks: Buffer[] = [];
  asked.on('data', (chunk: Buffer) => chunks.push(chunk));
  asked.on('end', () => {
    const { messages } = JSON.parse(Buffer.concat(chunks).toString());
    for (const message of messages) keep(message);
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ messageIds: ['1'] }));
  });
}
