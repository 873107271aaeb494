import { describe, expect, it } from 'vitest';
import type { Message } from '../../../sandbox/delivery/message.ts';
import { begin, isNews, message } from './running-queue.ts';
import type { PushReply } from './subscriber.ts';

describe('a message that is never acknowledged', () => {
  it('is given up after the last try, kept, and told to notify with its origin', async () => {
    const { subscriber, queue, said } = await begin((push) => (isNews(push) ? 204 : 500));
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
      lapsed: 0,
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

describe('a message that nobody answers until it is too old', () => {
  const tick = (ageSeconds: number): Message => ({
    id: '1763805600000001',
    subscription: 'ticks-evaluate',
    ...message('tick'),
    publishTime: new Date(Date.now() - ageSeconds * 1_000).toISOString(),
  });
  const DROPPED =
    'Message 1763805600000001 of ticks-evaluate was dropped: it went without an answer for longer than the 600 s that it is kept.';

  it('is tried however often it fails, and then dropped with a word, and is no dead letter', async () => {
    const { subscriber, queue, store, said } = await begin(() => 500, {}, [tick(598)]);
    await queue.idle();
    expect(subscriber.pushes.length).toBeGreaterThan(5);
    expect(subscriber.pushes[0]?.body).not.toHaveProperty('deliveryAttempt');
    expect(said).toEqual([DROPPED]);
    expect([queue.deadLetters(), store.undelivered()]).toEqual([[], []]);
    expect(queue.counts()['ticks-evaluate']).toMatchObject({ lapsed: 1, deadLettered: 0 });
  });

  it('is not tried any more when it lapsed while nothing ran', async () => {
    const { subscriber, queue, said } = await begin(() => 204, {}, [tick(601)]);
    await queue.idle();
    expect([subscriber.pushes, said]).toEqual([[], [DROPPED]]);
  });

  it('is tried as long as an event when it is one', async () => {
    const event: Message = { ...tick(30 * 86_400), subscription: 'audit-events-evaluate' };
    const { subscriber, queue } = await begin(() => 204, {}, [event]);
    await queue.idle();
    expect(subscriber.texts()).toEqual(['tick']);
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
    const { subscriber, queue, store } = await begin();
    await queue.stop();
    queue.publish('audit-events', message('late'));
    expect(subscriber.pushes).toEqual([]);
    expect(store.undelivered().map(({ message: { data } }) => data)).toEqual(['bGF0ZQ==']);
  });
});

describe('a store that fails', () => {
  it('is told, and what memory holds is delivered all the same', async () => {
    const { subscriber, queue, store, said } = await begin();
    store.close();
    queue.publish('audit-events', message('a'));
    await queue.idle();
    expect(subscriber.texts()).toEqual(['a']);
    expect(said[0]).toMatch(
      /^The queue cannot write its file \(.+\); a restart would lose what is undelivered\.$/,
    );
  });
});
