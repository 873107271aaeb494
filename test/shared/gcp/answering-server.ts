import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export type Answer =
  | { readonly status: number; readonly body: unknown }
  /** The connection is cut without an answer. */
  | 'hang-up';

/** A server that gives one answer after the other, and the last one from then on; it remembers what it was asked. */
export async function answeringServer(...answers: readonly Answer[]) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(chunks).toString();
    asked.push({ method, url, authorization: headers.authorization, body });
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? 'hang-up';
    if (answer === 'hang-up') return request.socket.destroy();
    const json = typeof answer.body !== 'string';
    response.writeHead(answer.status, { 'content-type': json ? 'application/json' : 'text/html' });
    return response.end(json ? JSON.stringify(answer.body) : answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    apiRoot: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
