import { describe, expect, test } from 'vitest';
import { readPush } from '../../../shared/push/push.ts';

const SUBSCRIPTION = 'projects/bailiff-prod/subscriptions/evaluate';
const message = {
  data: 'eyJhIjoiw7wifQ==',
  attributes: { 'logging.googleapis.com/timestamp': '2026-05-04T06:00:00Z' },
  messageId: '1',
  publishTime: '2026-05-04T06:00:01Z',
};
const body = { message, subscription: SUBSCRIPTION };
const eventHeaders = {
  'ce-id': '9',
  'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
  'ce-source': '//pubsub.googleapis.com/projects/bailiff-prod/topics/audit-events',
  'ce-time': '2026-05-04T06:00:02Z',
};
const refusal = (payload: unknown, headers = {}) => {
  const reading = readPush(payload, headers);
  return reading.ok ? 'accepted' : reading.why;
};
const withMessage = (change: Record<string, unknown>) => ({
  ...body,
  message: { ...message, ...change },
});

describe('a push body', () => {
  test('is unwrapped', () => {
    const payload = { ...body, deliveryAttempt: 3 };
    expect(readPush(payload, { 'content-type': 'application/json' })).toEqual({
      ok: true,
      push: {
        messageId: '1',
        data: '{"a":"ü"}',
        attributes: { 'logging.googleapis.com/timestamp': '2026-05-04T06:00:00Z' },
        publishTime: '2026-05-04T06:00:01Z',
        subscription: SUBSCRIPTION,
        deliveryAttempt: 3,
      },
    });
  });

  test('may name its members in snake_case, carry an ordering key, and leave out the attempt', () => {
    const snake = {
      data: 'e30=',
      message_id: '2',
      publish_time: '2026-05-04T06:00:01Z',
      orderingKey: 'payments-prod',
    };
    expect(readPush({ message: snake, subscription: SUBSCRIPTION }, {})).toEqual({
      ok: true,
      push: {
        messageId: '2',
        data: '{}',
        attributes: {},
        publishTime: '2026-05-04T06:00:01Z',
        subscription: SUBSCRIPTION,
        deliveryAttempt: undefined,
      },
    });
  });

  test.each([[undefined], ['']])('may have attributes and no data (%j)', (data) => {
    expect(readPush(withMessage({ data }), {})).toMatchObject({
      ok: true,
      push: { data: undefined },
    });
  });

  test('may hold data that is no text: that is for its reader to judge', () => {
    expect(readPush(withMessage({ data: '/w==' }), {})).toMatchObject({
      ok: true,
      push: { data: '\uFFFD' },
    });
  });

  test('may hold 1 MiB of data and no more', () => {
    const data = (bytes: number) => Buffer.alloc(bytes, 'x').toString('base64');
    expect(readPush(withMessage({ data: data(1_048_576) }), {}).ok).toBe(true);
    const why = 'The data of the message is larger than 1048576 bytes.';
    expect(refusal(withMessage({ data: data(1_048_577) }))).toBe(why);
    expect(refusal(withMessage({ data: data(3_000_000) }))).toBe(why);
  });
});

describe('a binary CloudEvent', () => {
  test('is unwrapped like a push body', () => {
    expect(readPush({ ...body, deliveryAttempt: 1 }, eventHeaders)).toMatchObject({
      ok: true,
      push: { messageId: '1', data: '{"a":"ü"}', subscription: SUBSCRIPTION, deliveryAttempt: 1 },
    });
  });

  test('has id and time in its headers where its message has none', () => {
    const payload = { message: { data: 'e30=' }, subscription: SUBSCRIPTION };
    expect(readPush(payload, eventHeaders)).toMatchObject({
      ok: true,
      push: { messageId: '9', publishTime: '2026-05-04T06:00:02Z' },
    });
  });

  test.each([
    [
      { ...eventHeaders, 'ce-type': 'google.cloud.audit.log.v1.written' },
      'The CloudEvent is not of type google.cloud.pubsub.topic.v1.messagePublished.',
    ],
    [
      { ...eventHeaders, 'ce-id': undefined, 'ce-source': '' },
      'The CloudEvent lacks a single value for ce-id and ce-source.',
    ],
    [
      { ...eventHeaders, 'ce-type': [eventHeaders['ce-type'], 'other'] },
      'The CloudEvent lacks a single value for ce-type.',
    ],
  ])('of another kind, or without what names it, is refused', (headers, why) => {
    expect(refusal(body, headers)).toBe(why);
  });
});

describe('a malformed envelope is refused in a sentence', () => {
  const wrong = (member: string) =>
    `The push body is not a Pub/Sub message: ${member} is missing or of a wrong type.`;
  test.each([
    ['nothing', undefined, wrong('its top level')],
    ['a text', 'e30=', wrong('its top level')],
    ['a list', [body], wrong('its top level')],
    ['no message', { subscription: SUBSCRIPTION }, wrong('message')],
    ['a message that is no object', { ...body, message: 'x' }, wrong('message')],
    ['no subscription', { message }, wrong('subscription')],
    ['data of a wrong type', withMessage({ data: { a: 1 } }), wrong('message.data')],
    ['a numeric id', withMessage({ messageId: 1 }), wrong('message.messageId')],
    ['attributes in a list', withMessage({ attributes: ['a'] }), wrong('message.attributes')],
    [
      'an attribute that is no text',
      withMessage({ attributes: { '<b>': 1 } }),
      wrong('message.attributes'),
    ],
    ['an attempt in words', { ...body, deliveryAttempt: 'third' }, wrong('deliveryAttempt')],
    ['half an attempt', { ...body, deliveryAttempt: 1.5 }, wrong('deliveryAttempt')],
    [
      'no id',
      withMessage({ messageId: undefined }),
      'The message of the push body has no messageId.',
    ],
    [
      'no time',
      withMessage({ publishTime: undefined }),
      'The message of the push body has no publishTime.',
    ],
    [
      'neither data nor attributes',
      withMessage({ data: '', attributes: {} }),
      'The message of the push body has neither data nor attributes.',
    ],
    [
      'data that is no base64',
      withMessage({ data: '{"a":1}' }),
      'The data of the message is not standard base64.',
    ],
    [
      'cut base64',
      withMessage({ data: 'eyJhIjoiw7wif' }),
      'The data of the message is not standard base64.',
    ],
  ])('%s', (_, payload, why) => {
    expect(refusal(payload)).toBe(why);
  });
});
