import { ApiError, badField } from '../http/api-error.ts';
import type { NewMessage } from './message.ts';

const MEMBERS = ['data', 'attributes', 'messageId', 'publishTime', 'orderingKey'];
const LARGEST_BATCH = 1_000;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** The messages of a publish request, or the refusal that Pub/Sub gives it. */
export function publishRequest(body: Readonly<Record<string, unknown>>): readonly NewMessage[] {
  for (const name of Object.keys(body)) if (name !== 'messages') throw unknownName(name);
  const messages = body['messages'] ?? [];
  if (!Array.isArray(messages))
    throw badField("Invalid value at 'messages': an array is expected.");
  if (messages.length === 0 || messages.length > LARGEST_BATCH)
    throw new ApiError(
      'INVALID_ARGUMENT',
      `The value for message_count is out of range. You passed ${messages.length} in the request, but it must be from 1 to ${LARGEST_BATCH}.`,
    );
  return messages.map((message: unknown, index) => readMessage(message, `messages[${index}]`));
}

function readMessage(message: unknown, at: string): NewMessage {
  if (!isObject(message)) throw badField(`Invalid value at '${at}': an object is expected.`, at);
  const { data = '', attributes = {} } = message;
  for (const name of Object.keys(message)) if (!MEMBERS.includes(name)) throw unknownName(name, at);
  if (typeof data !== 'string' || !BASE64.test(data))
    throw badField(
      `Invalid value at '${at}.data' (TYPE_BYTES), Base64 decoding failed.`,
      `${at}.data`,
    );
  if (!isObject(attributes) || !isTextual(attributes))
    throw badField(
      `Invalid value at '${at}.attributes': an object of strings is expected.`,
      `${at}.attributes`,
    );
  if (data === '' && Object.keys(attributes).length === 0)
    throw new ApiError(
      'INVALID_ARGUMENT',
      'One or more messages in the publish request is empty. Each message must contain either non-empty data, or at least one attribute.',
    );
  // JSON may carry bytes in either alphabet; subscribers get the standard one.
  return { data: Buffer.from(data, 'base64').toString('base64'), attributes };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextual(
  attributes: Readonly<Record<string, unknown>>,
): attributes is Readonly<Record<string, string>> {
  return Object.values(attributes).every((value) => typeof value === 'string');
}

function unknownName(name: string, at?: string): ApiError {
  const place = at === undefined ? '' : ` at '${at}'`;
  return badField(
    `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`,
    at ?? '',
  );
}
