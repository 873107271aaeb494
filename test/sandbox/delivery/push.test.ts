import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPusher, type Pusher } from '../../../sandbox/delivery/push.ts';
import { type PushReply, type Subscriber, startSubscriber } from './subscriber.ts';

const BODY = JSON.stringify({ message: { data: '' }, subscription: 's' });
let subscriber: Subscriber | undefined;
let pusher: Pusher | undefined;

afterEach(async () => {
  pusher?.close();
  await subscriber?.close();
});

async function pushTo(reply: PushReply, deadlineMilliseconds = 5_000) {
  subscriber = await startSubscriber(() => reply);
  pusher = createPusher(deadlineMilliseconds);
  return pusher.push(subscriber.url, BODY);
}

describe('a push', () => {
  it.each([200, 201, 202, 204])('is acknowledged by %i', async (status) => {
    expect(await pushTo(status)).toEqual({ kind: 'acknowledged' });
  });

  it.each([302, 400, 404, 429, 500, 503])('has failed with %i', async (status) => {
    expect(await pushTo(status)).toEqual({ kind: 'failed', because: `answered ${status}` });
  });

  it('is sent as JSON', async () => {
    await pushTo(204);
    expect(subscriber?.pushes[0]?.headers['content-type']).toBe('application/json');
  });

  it('has failed when no answer comes by the deadline', async () => {
    expect(await pushTo('hang', 50)).toEqual({
      kind: 'failed',
      because: 'did not answer within 50 ms',
    });
  });

  it('has failed when nobody listens', async () => {
    subscriber = await startSubscriber();
    const { url } = subscriber;
    await subscriber.close();
    pusher = createPusher(5_000);
    expect(await pusher.push(url, BODY)).toEqual({
      kind: 'failed',
      because: 'could not be reached (ECONNREFUSED)',
    });
  });

  it('has failed when the connection breaks in the middle of the answer', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf');
      setTimeout(() => socket.destroy(), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    pusher = createPusher(5_000);
    const answer = await pusher.push(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
      BODY,
    );
    expect(answer.kind).toBe('failed');
    await new Promise((resolve) => server.close(resolve));
  });

  it('is broken off when the pusher closes', async () => {
    subscriber = await startSubscriber(() => 'hang');
    pusher = createPusher(60_000);
    const answer = pusher.push(subscriber.url, BODY);
    await expect.poll(() => subscriber?.pushes.length).toBe(1);
    pusher.close();
    expect(await answer).toEqual({
      kind: 'failed',
      because: 'could not be reached (the queue has stopped)',
    });
  });
});
