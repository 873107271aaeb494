import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedPush {
  readonly at: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly message: {
      readonly data: string;
      readonly attributes: Readonly<Record<string, string>>;
      readonly messageId: string;
      readonly message_id: string;
      readonly publishTime: string;
      readonly publish_time: string;
    };
    readonly subscription: string;
    readonly deliveryAttempt?: number;
  };
}

/** How a push is answered: with a status, or `hang` for never. */
export type PushReply = number | 'hang';

export interface Subscriber {
  readonly url: string;
  readonly pushes: ReceivedPush[];
  /** Data of the messages in the order of their arrival. */
  texts(): readonly string[];
  /** How many pushes were under way at the same time, at the most. */
  mostAtOnce(): number;
  close(): Promise<void>;
}

/** A real push endpoint on loopback. */
export async function startSubscriber(
  reply: (push: ReceivedPush) => PushReply | Promise<PushReply> = () => 204,
): Promise<Subscriber> {
  const pushes: ReceivedPush[] = [];
  let atOnce = 0;
  let most = 0;
  const server = createServer(async (request, response) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    response.on('close', () => {
      atOnce -= 1;
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const push = {
      at: performance.now(),
      headers: request.headers,
      body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as ReceivedPush['body'],
    };
    pushes.push(push);
    const status = await reply(push);
    if (status !== 'hang') response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    pushes,
    texts: () =>
      pushes.map(({ body }) => Buffer.from(body.message.data, 'base64').toString('utf8')),
    mostAtOnce: () => most,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
