import { z } from 'zod';

/** One Pub/Sub message as it was pushed, unwrapped. */
export interface Push {
  readonly messageId: string;
  /** The message's bytes read as UTF-8; `undefined` when it has none. */
  readonly data: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339, as Pub/Sub wrote it. */
  readonly publishTime: string;
  /** `projects/P/subscriptions/S`. */
  readonly subscription: string;
  /** 1 at the first delivery; only there for subscriptions with a dead-letter topic. */
  readonly deliveryAttempt: number | undefined;
}

type PushReading =
  | { readonly ok: true; readonly push: Push }
  /** `why` is a sentence for the answer; it names members, never their content. */
  | { readonly ok: false; readonly why: string };

const LARGEST_DATA_BYTES = 1024 * 1024;
const CLOUD_EVENT_TYPE = 'google.cloud.pubsub.topic.v1.messagePublished';

const filled = z.string().min(1);
const Envelope = z.object({
  message: z.object({
    data: z.string().optional(),
    attributes: z.record(z.string(), z.string()).optional(),
    messageId: filled.optional(),
    message_id: filled.optional(),
    publishTime: filled.optional(),
    publish_time: filled.optional(),
    orderingKey: z.string().optional(),
  }),
  subscription: filled,
  deliveryAttempt: z.int().nonnegative().optional(),
});

/**
 * Reads a wrapped push (https://cloud.google.com/pubsub/docs/push#receive_push) or, when there are `ce-` headers, the
 * binary CloudEvent that Eventarc makes of it (https://cloud.google.com/eventarc/docs/cloudevents-binary). What
 * `data` holds is not judged here, except that it is base64 and at most 1 MiB when decoded.
 *
 * @param headers with names in lower case, as Node gives them.
 */
export function readPush(
  body: unknown,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): PushReading {
  const event = cloudEvent(headers);
  if (event.fault !== undefined) return refused(event.fault);
  const parsed = Envelope.safeParse(body);
  if (!parsed.success) return refused(faultOf(parsed.error));
  const { message, subscription, deliveryAttempt } = parsed.data;
  const messageId = message.messageId ?? message.message_id ?? event.id;
  const publishTime = message.publishTime ?? message.publish_time ?? event.time;
  if (messageId === undefined) return refused('The message of the push body has no messageId.');
  if (publishTime === undefined) return refused('The message of the push body has no publishTime.');
  const attributes = message.attributes ?? {};
  const decoded = decode(message.data);
  if (decoded.fault !== undefined) return refused(decoded.fault);
  if (decoded.text === undefined && Object.keys(attributes).length === 0)
    return refused('The message of the push body has neither data nor attributes.');
  return {
    ok: true,
    push: {
      messageId,
      data: decoded.text,
      attributes,
      publishTime,
      subscription,
      deliveryAttempt,
    },
  };
}

interface CloudEvent {
  readonly fault?: string;
  readonly id?: string | undefined;
  readonly time?: string | undefined;
}

function cloudEvent(headers: Parameters<typeof readPush>[1]): CloudEvent {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const required = ['ce-id', 'ce-type', 'ce-source'];
  if (required.every((name) => headers[name] === undefined)) return {};
  const missing = required.filter((name) => header(name) === undefined);
  if (missing.length > 0)
    return { fault: `The CloudEvent lacks a single value for ${missing.join(' and ')}.` };
  if (header('ce-type') !== CLOUD_EVENT_TYPE)
    return { fault: `The CloudEvent is not of type ${CLOUD_EVENT_TYPE}.` };
  return { id: header('ce-id'), time: header('ce-time') };
}

function decode(data: string | undefined): { text?: string; fault?: string } {
  if (data === undefined || data === '') return {};
  // Four characters carry three bytes; refused before a buffer of that size is made.
  const tooLarge = `The data of the message is larger than ${LARGEST_DATA_BYTES} bytes.`;
  if (data.length > Math.ceil(LARGEST_DATA_BYTES / 3) * 4) return { fault: tooLarge };
  const bytes = Buffer.from(data, 'base64');
  // Buffer skips what is not base64, so only the way back proves it.
  if (bytes.toString('base64') !== data)
    return { fault: 'The data of the message is not standard base64.' };
  if (bytes.length > LARGEST_DATA_BYTES) return { fault: tooLarge };
  return { text: bytes.toString('utf8') };
}

function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  // Names of attributes are the sender's, so only members that the envelope defines are named.
  const path = (issue?.path ?? []).slice(0, 2).join('.') || 'its top level';
  return `The push body is not a Pub/Sub message: ${path} is missing or of a wrong type.`;
}

function refused(why: string): PushReading {
  return { ok: false, why };
}
