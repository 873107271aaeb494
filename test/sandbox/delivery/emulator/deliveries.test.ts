import { describe, expect, it } from 'vitest';
import { createDeliveries } from '../../../../sandbox/delivery/emulator/deliveries.ts';
import type { Message } from '../../../../sandbox/delivery/message.ts';
import type { SubscriptionName } from '../../../../sandbox/delivery/topic.ts';

function begin() {
  const said: string[] = [];
  let ended = 0;
  const deliveries = createDeliveries({
    say: (line) => void said.push(line),
    ended: () => {
      ended += 1;
    },
  });
  return { deliveries, said, ended: () => ended };
}

function message(
  id: string,
  data = id,
  subscription: SubscriptionName = 'decisions-remediate',
  attributes: Readonly<Record<string, string>> = {},
): Message {
  return { id, data, subscription, attributes, publishTime: '2026-11-22T10:00:00Z' };
}

describe('what became of a message', () => {
  it('is counted once, with its tries, from its publication to its end', () => {
    const { deliveries, ended } = begin();
    deliveries.published(message('1'));
    expect(deliveries.tried(message('1'))).toBe(1);
    deliveries.failed(message('1'), 'remediate answered 503');
    expect(deliveries.tried(message('1'))).toBe(2);
    expect([deliveries.undelivered(), ended()]).toEqual([1, 0]);
    deliveries.acknowledged(message('1'));
    // The same push again, which took too long the first time.
    deliveries.acknowledged(message('1'));
    expect([deliveries.undelivered(), ended()]).toEqual([0, 1]);
    expect(deliveries.counts()['decisions-remediate']).toEqual({
      published: 1,
      acknowledged: 1,
      failed: 1,
      deadLettered: 0,
      lapsed: 0,
      undelivered: 0,
    });
  });

  it('is counted from its first push when somebody else has published it', () => {
    const { deliveries } = begin();
    expect(deliveries.tried(message('7'))).toBe(1);
    expect(deliveries.counts()['decisions-remediate']).toMatchObject({
      published: 1,
      undelivered: 1,
    });
  });
});

describe('a message that has lapsed', () => {
  it('has come to its end, of which the operator is told', () => {
    const { deliveries, said, ended } = begin();
    deliveries.published(message('4', 'tick', 'ticks-evaluate'));
    deliveries.lapsed(message('4', 'tick', 'ticks-evaluate'));
    expect([deliveries.undelivered(), ended()]).toEqual([0, 1]);
    expect(deliveries.counts()['ticks-evaluate']).toMatchObject({ lapsed: 1, acknowledged: 0 });
    expect(said).toEqual([
      'Message 4 of ticks-evaluate was dropped: it went without an answer for longer than the 600 s that it is kept.',
    ]);
  });
});

describe('a message in the dead-letter topic', () => {
  const news = (data: string) =>
    message('9', data, 'dead-letters-notify', {
      CloudPubSubDeadLetterSourceSubscription: 'decisions-remediate',
      CloudPubSubDeadLetterSourceDeliveryCount: '5',
    });

  it('is the one that was tried most often of those that hold the same', () => {
    const { deliveries, said } = begin();
    for (const id of ['1', '2', '3']) deliveries.published(message(id, 'x'));
    deliveries.published(message('4', 'y'));
    for (const id of ['1', '2', '2', '3', '4', '4', '4']) {
      deliveries.tried(message(id, id === '4' ? 'y' : 'x'));
      deliveries.failed(message(id, id === '4' ? 'y' : 'x'), 'remediate answered 503');
    }
    deliveries.tried(news('x'));
    expect(deliveries.deadLetters()).toEqual([
      {
        ...message('2', 'x'),
        attempts: 5,
        at: expect.stringMatching(/^\d{4}-.*Z$/),
        because: 'remediate answered 503',
      },
    ]);
    expect(said).toEqual([
      'Message 2 of decisions-remediate was given up after 5 tries: remediate answered 503. It is kept as a dead letter.',
    ]);
    expect(deliveries.counts()).toMatchObject({
      'decisions-remediate': { deadLettered: 1, undelivered: 3 },
      'dead-letters-notify': { published: 1, undelivered: 1 },
    });
  });

  it('that is pushed again buries no other', () => {
    const { deliveries } = begin();
    for (const id of ['1', '2']) deliveries.tried(message(id, 'x'));
    for (const _ of [1, 2]) deliveries.tried(news('x'));
    expect(deliveries.deadLetters()).toHaveLength(1);
    expect(deliveries.undelivered()).toBe(2);
  });
});
