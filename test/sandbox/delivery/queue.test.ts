import { describe, expect, it } from 'vitest';
import { begin, message } from './running-queue.ts';
import type { PushReply } from './subscriber.ts';

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
      lapsed: 0,
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
      ackDeadlineMilliseconds: 1_000,
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
