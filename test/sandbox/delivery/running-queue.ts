import { onTestFinished } from 'vitest';
import type { Message } from '../../../sandbox/delivery/message.ts';
import { createQueue } from '../../../sandbox/delivery/queue.ts';
import { openQueueStore } from '../../../sandbox/delivery/queue-store.ts';
import type { RetrySettings } from '../../../sandbox/delivery/retry.ts';
import { type PushReply, type ReceivedPush, startSubscriber } from './subscriber.ts';

const QUICK: RetrySettings = {
  firstBackoffMilliseconds: 1,
  longestBackoffMilliseconds: 4,
  ackDeadlineMilliseconds: 5_000,
  maxDeliveryAttempts: 5,
  concurrency: 4,
  graceMilliseconds: 50,
};
/** A message whose text and kind are the same. */
export const message = (text: string) => ({
  data: Buffer.from(text).toString('base64'),
  attributes: { kind: text },
});

/**
 * A queue at work, in memory, whose functions are one subscriber, and what an earlier process left to it; all of it ends
 * with the test.
 */
export async function begin(
  reply?: (push: ReceivedPush) => PushReply | Promise<PushReply>,
  retry: Partial<RetrySettings> = {},
  left: readonly Message[] = [],
) {
  const subscriber = await startSubscriber(reply);
  const store = openQueueStore(undefined);
  for (const one of left) store.add(one);
  const said: string[] = [];
  const queue = createQueue({
    project: 'bailiff-prod',
    store,
    retry: { ...QUICK, ...retry },
    say: (line) => void said.push(line),
  });
  onTestFinished(async () => {
    await queue.stop();
    store.close();
    await subscriber.close();
  });
  const { url } = subscriber;
  queue.start({
    evaluate: `${url}evaluate`,
    remediate: `${url}remediate`,
    notify: `${url}notify`,
    sweep: `${url}sweep`,
  });
  return { subscriber, queue, store, said };
}

/** A push that tells notify of a dead letter. */
export const isNews = (push: ReceivedPush) =>
  push.body.subscription.endsWith('/dead-letters-notify');
