import { afterEach, describe, expect, it } from 'vitest';
import { createQueue, type Queue } from '../../../sandbox/delivery/queue.ts';
import { openQueueStore, type QueueStore } from '../../../sandbox/delivery/queue-store.ts';
import type { RetrySettings } from '../../../sandbox/delivery/retry.ts';
import {
  type PushReply,
  type ReceivedPush,
  type Subscriber,
  startSubscriber,
} from './subscriber.ts';

const QUICK: RetrySettings = {
  firstBackoffMilliseconds: 1,
  longestBackoffMilliseconds: 4,
  ackDeadlineMilliseconds: 5_000,
  maxDeliveryAttempts: 5,
  concurrency: 4,
  graceMilliseconds: 50,
};
const message = (text: string) => ({
  data: Buffer.from(text).toString('base64'),
  attributes: { kind: text },
});

let subscriber: Subscriber | undefined;
let store: QueueStore | undefined;
let queue: Queue | undefined;
let said: string[] = [];

async function begin(
  reply?: (push: ReceivedPush) => PushReply | Promise<PushReply>,
  retry: Partial<RetrySettings> = {},
) {
  subscriber = await startSubscriber(reply);
  store = openQueueStore(undefined);
  said = [];
  queue = createQueue({
    project: 'bailiff-prod',
    store,
    retry: { ...QUICK, ...retry },
    say: (line) => void said.push(line),
  });
  const { url } = subscriber;
  queue.start({ evaluate: `${url}evaluate`, remediate: `${url}remediate`, notify: `${url}notify` });
  return { subscriber, queue };
}

afterEach(async () => {
  await queue?.stop();
  store?.close();
  await subscriber?.close();
});

const isNews = (push: ReceivedPush) => push.body.subscription.endsWith('/dead-letters-notify');

describe('a message', () => {
  it('is pushed in the shape of Pub/Sub, to the one subscription of its topic', async () => {
    const { subscriber, queue } = await begin();
    const id = queue.publish('decisions', message('a'));
    await queue.idle();
    const body = subscriber.pushes[0]?.body;
    expect(body).toEqual({
      message: {
        data: 'YQ==',
        attributes: { kind: 'a' },
        messageId: id,
        message_id: id,
        publishTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        publish_time: body?.message.publishTime,
      },
      subscription: 'projects/bailiff-prod/subscriptions/decisions-remediate',
      deliveryAttempt: 1,
    });
    expect(id).toMatch(/^\d{16}$/);
  });

  it('gets an id of its own, and a later one a higher', async () => {
    const { queue } = await begin();
    const ids = Array.from({ length: 50 }, () => Number(queue.publish('outcomes', message('a'))));
    expect(ids.every((id, i) => i === 0 || id > (ids[i - 1] ?? 0))).toBe(true);
    await queue.idle();
  });

  it('that is acknowledged is not pushed again', async () => {
    const { subscriber, queue } = await begin();
    for (let i = 0; i < 20; i += 1) queue.publish('audit-events', message(`${i}`));
    await queue.idle();
    expect(subscriber.pushes).toHaveLength(20);
    expect(new Set(subscriber.texts()).size).toBe(20);
    expect(queue.counts()['audit-events-evaluate']).toEqual({
      published: 20,
      acknowledged: 20,
      failed: 0,
      deadLettered: 0,
      undelivered: 0,
    });
  });

  it('is pushed again, later each time, until it is acknowledged', async () => {
    const answers = [500, 429, 404, 204];
    const { subscriber, queue } = await begin(() => answers.shift() ?? 500, {
      firstBackoffMilliseconds: 40,
      longestBackoffMilliseconds: 100,
    });
    queue.publish('audit-events', message('a'));
    await queue.idle();
    expect(subscriber.pushes.map(({ body }) => body.deliveryAttempt)).toEqual([1, 2, 3, 4]);
    const waits = subscriber.pushes
      .slice(1)
      .map(({ at }, i) => at - (subscriber.pushes[i]?.at ?? 0));
    for (const [i, least] of [40, 80, 100].entries()) {
      expect(waits[i]).toBeGreaterThanOrEqual(least - 2);
      expect(waits[i]).toBeLessThan(least + 2_000);
    }
    expect(queue.deadLetters()).toEqual([]);
  });

  it('does not hold up those behind it while it waits for its next try', async () => {
    let refused = false;
    const { subscriber, queue } = await begin(
      (push) => {
        const first = push.body.message.attributes['kind'] === 'slow' && !refused;
        refused ||= first;
        return first ? 503 : 204;
      },
      { concurrency: 1, firstBackoffMilliseconds: 50, longestBackoffMilliseconds: 50 },
    );
    queue.publish('audit-events', message('slow'));
    queue.publish('audit-events', message('quick'));
    await queue.idle();
    expect(subscriber.texts()).toEqual(['slow', 'quick', 'slow']);
  });

  it('is pushed again when no answer comes by the deadline', async () => {
    const answers: PushReply[] = ['hang', 204];
    const { subscriber, queue } = await begin(() => answers.shift() ?? 204, {
      ackDeadlineMilliseconds: 60,
    });
    queue.publish('audit-events', message('a'));
    await queue.idle();
    expect(subscriber.pushes.map(({ body }) => body.deliveryAttempt)).toEqual([1, 2]);
  });

  it('is pushed with at most so many others of its subscription at once', async () => {
    const { subscriber, queue } = await begin(
      () => new Promise((resolve) => setTimeout(() => resolve(204), 10)),
      { concurrency: 3 },
    );
    for (let i = 0; i < 20; i += 1) queue.publish('audit-events', message(`${i}`));
    await queue.idle();
    expect(subscriber.pushes).toHaveLength(20);
    expect(subscriber.mostAtOnce()).toBe(3);
  });

  it('that is held back lets later ones pass', async () => {
    const { subscriber, queue } = await begin();
    queue.publish('audit-events', message('first'), 60);
    queue.publish('audit-events', message('second'), 30);
    queue.publish('audit-events', message('third'));
    await queue.idle();
    expect(subscriber.texts()).toEqual(['third', 'second', 'first']);
  });
});

describe('a message that is never acknowledged', () => {
  it('is given up after the last try, kept, and told to notify with its origin', async () => {
    const { subscriber, queue } = await begin((push) => (isNews(push) ? 204 : 500));
    const id = queue.publish('decisions', message('poison'));
    await queue.idle();
    const [letter] = queue.deadLetters();
    expect(letter).toMatchObject({
      id,
      subscription: 'decisions-remediate',
      data: 'cG9pc29u',
      attempts: 5,
      because: 'remediate answered 500',
    });
    const news = subscriber.pushes.filter(isNews);
    expect(subscriber.pushes.filter((push) => !isNews(push))).toHaveLength(5);
    expect(news).toHaveLength(1);
    expect(news[0]?.body.message.data).toBe('cG9pc29u');
    expect(news[0]?.body.message.attributes).toEqual({
      kind: 'poison',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
      CloudPubSubDeadLetterSourceSubscription: 'decisions-remediate',
      CloudPubSubDeadLetterSourceSubscriptionProject: 'bailiff-prod',
      CloudPubSubDeadLetterSourceTopicPublishTime: letter?.publishTime,
    });
    expect(news[0]?.body).not.toHaveProperty('deliveryAttempt');
    expect(said).toEqual([
      `Message ${id} of decisions-remediate was given up after 5 tries: remediate answered 500. It is kept as a dead letter.`,
    ]);
  });

  it('leaves the others of its subscription alone', async () => {
    const { queue } = await begin((push) =>
      push.body.message.attributes['kind'] === 'poison' && !isNews(push) ? 400 : 204,
    );
    for (const text of ['a', 'poison', 'b']) queue.publish('audit-events', message(text));
    await queue.idle();
    expect(queue.counts()['audit-events-evaluate']).toEqual({
      published: 3,
      acknowledged: 2,
      failed: 5,
      deadLettered: 1,
      undelivered: 0,
    });
  });

  it('is told to notify for as long as notify does not answer', async () => {
    let refusals = 0;
    const { subscriber, queue } = await begin(
      (push) => {
        if (!isNews(push)) return 500;
        refusals += 1;
        return refusals <= 8 ? 503 : 204;
      },
      { maxDeliveryAttempts: 2, longestBackoffMilliseconds: 1 },
    );
    queue.publish('audit-events', message('a'));
    await queue.idle();
    expect(subscriber.pushes.filter(isNews)).toHaveLength(9);
    expect(queue.deadLetters()).toHaveLength(1);
  });
});

describe('the stop', () => {
  it('waits for what is under way and leaves the rest undelivered', async () => {
    const gate = Promise.withResolvers<PushReply>();
    const { subscriber, queue } = await begin(() => gate.promise, {
      concurrency: 1,
      graceMilliseconds: 5_000,
    });
    for (const text of ['a', 'b', 'c']) queue.publish('audit-events', message(text));
    await expect.poll(() => subscriber.pushes.length).toBe(1);
    const stopped = queue.stop();
    gate.resolve(204);
    expect(await stopped).toEqual({ undelivered: 2 });
    expect(subscriber.texts()).toEqual(['a']);
  });

  it('breaks off a push that takes longer than the grace, without giving its message up', async () => {
    const { subscriber, queue } = await begin(() => 'hang', { maxDeliveryAttempts: 1 });
    queue.publish('audit-events', message('a'));
    await expect.poll(() => subscriber.pushes.length).toBe(1);
    const idle = queue.idle();
    const refused = expect(idle).rejects.toThrow('stopped with 1 messages undelivered');
    expect(await queue.stop()).toEqual({ undelivered: 1 });
    await refused;
    expect(queue.deadLetters()).toEqual([]);
  });

  it('keeps what is published after it', async () => {
    const { subscriber, queue } = await begin();
    await queue.stop();
    queue.publish('audit-events', message('late'));
    expect(subscriber.pushes).toEqual([]);
    expect(store?.undelivered().map(({ message: { data } }) => data)).toEqual(['bGF0ZQ==']);
  });
});

describe('a store that fails', () => {
  it('is told, and what memory holds is delivered all the same', async () => {
    const { subscriber, queue } = await begin();
    store?.close();
    queue.publish('audit-events', message('a'));
    await queue.idle();
    expect(subscriber.texts()).toEqual(['a']);
    expect(said[0]).toMatch(
      /^The queue cannot write its file \(.+\); a restart would lose what is undelivered\.$/,
    );
  });
});
