import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { type Listening, listen } from '../../listen.ts';
import { lapsed, type Message } from '../message.ts';
import { createPusher } from '../push.ts';
import { type Pushed, SUBSCRIPTIONS, type SubscriptionName } from '../topic.ts';
import type { Deliveries } from './deliveries.ts';

export interface RelayOptions {
  readonly deliveries: Deliveries;
  readonly ackDeadlineMilliseconds: number;
  /** Resolves when every message is known that was published so far. */
  readonly published: () => Promise<unknown>;
}

/** Stands between the emulator and the functions: it counts, and says what the emulator leaves out. */
export interface Relay {
  /** Where the emulator pushes messages of the subscription. */
  endpointOf(name: SubscriptionName): string;
  /** Until then pushes wait. */
  start(urls: Readonly<Record<Pushed, string>>): void;
  /** Waits so long for what is under way, then breaks it off. */
  close(graceMilliseconds: number): Promise<void>;
}

/** https://cloud.google.com/pubsub/docs/push#receive_push */
const Body = z.looseObject({
  message: z.looseObject({
    data: z.string().default(''),
    attributes: z.record(z.string(), z.string()).default({}),
    messageId: z.string(),
    publishTime: z.string(),
  }),
});

export async function openRelay(options: RelayOptions): Promise<Relay> {
  const { deliveries, published } = options;
  const pusher = createPusher(options.ackDeadlineMilliseconds);
  const started = Promise.withResolvers<Readonly<Record<Pushed, string>>>();
  const underWay = new Set<Promise<void>>();

  async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const subscription = SUBSCRIPTIONS.find(({ name }) => request.url === `/${name}`);
    const body = Body.safeParse(await json(request));
    if (subscription === undefined || !body.success) return void response.writeHead(404).end();
    const urls = await started.promise;
    await published();
    const { messageId: id, publishTime, data, attributes } = body.data.message;
    const { name, pushedTo, deadLetters } = subscription;
    const message: Message = { id, publishTime, data, attributes, subscription: name };
    if (lapsed(message, subscription)) {
      deliveries.lapsed(message);
      return void response.writeHead(204).end();
    }
    const deliveryAttempt = deliveries.tried(message);
    const pushed = { ...body.data, ...(deadLetters ? { deliveryAttempt } : {}) };
    const answer = await pusher.push(urls[pushedTo], JSON.stringify(pushed));
    if (answer.kind === 'acknowledged') deliveries.acknowledged(message);
    else deliveries.failed(message, `${pushedTo} ${answer.because}`);
    response.writeHead(answer.kind === 'acknowledged' ? 204 : 503).end();
  }

  const server = createServer((request, response) => {
    const relaying = relay(request, response)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(relaying));
    underWay.add(relaying);
  });
  // A connection that is closed while the emulator takes it up again loses the push until its acknowledgement deadline.
  server.keepAliveTimeout = 0;
  const listening: Listening = await listen(server, 0);
  return {
    endpointOf: (name) => `http://127.0.0.1:${listening.port}/${name}`,
    start: started.resolve,
    async close(graceMilliseconds) {
      started.reject(new Error('The relay was closed before it started.'));
      started.promise.catch(() => {});
      const grace = setTimeout(() => pusher.close(), graceMilliseconds);
      await Promise.all(underWay);
      clearTimeout(grace);
      pusher.close();
      await listening.close();
    },
  };
}
