import { join } from 'node:path';
import { pubsub, type pubsub_v1 } from 'googleapis/build/src/apis/pubsub/index.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEntryLog } from '../../../sandbox/audit/entry-log.ts';
import type { NewMessage } from '../../../sandbox/delivery/message.ts';
import { publishRoutes } from '../../../sandbox/delivery/publish-api.ts';
import type { Topic } from '../../../sandbox/delivery/topic.ts';
import { createSandboxServer } from '../../../sandbox/http/server.ts';
import { type Listening, listen } from '../../../sandbox/listen.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';

const EVALUATE = 'serviceAccount:bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com';
const REMEDIATE = 'serviceAccount:bailiff-remediate@bailiff-prod.iam.gserviceaccount.com';
const ORGANIZATION = join(import.meta.dirname, '../../../sandbox/organization.yaml');

let listening: Listening;
let published: { topic: Topic; message: NewMessage }[];

beforeEach(async () => {
  published = [];
  const server = createSandboxServer({
    organization: createOrganization(readOrganizationFile(ORGANIZATION)),
    log: createEntryLog(),
    routes: publishRoutes({
      project: 'bailiff-prod',
      publishers: { decisions: [EVALUATE], outcomes: [REMEDIATE] },
      publish: (topic, message) => `${published.push({ topic, message })}`,
    }),
    pages: async () => false,
    say: () => {},
  });
  listening = await listen(server, 0);
});
afterEach(() => listening.close());

/** Publishes with Google's own client; an error comes back as its status and body. */
async function publish(
  as: string,
  topic: string,
  messages: pubsub_v1.Schema$PubsubMessage[] | undefined,
  change: Readonly<Record<string, unknown>> = {},
): Promise<unknown> {
  const client = pubsub({
    version: 'v1',
    rootUrl: `http://127.0.0.1:${listening.port}/`,
    retry: false,
    headers: { authorization: `Bearer sandbox:${as}` },
  });
  try {
    const answer = await client.projects.topics.publish({
      topic,
      requestBody: { ...(messages === undefined ? {} : { messages }), ...change },
    });
    return answer.data;
  } catch (error) {
    const { status, response } = error as {
      status: number;
      response: { data: { error: { status: string; message: string } } };
    };
    const { status: name, message } = response.data.error;
    return { http: status, name, message };
  }
}

const DECISIONS = 'projects/bailiff-prod/topics/decisions';
const data = Buffer.from('{"kind":"finding"}').toString('base64');

describe('publishing', () => {
  it('takes the messages of whoever may publish on the topic, and answers their ids', async () => {
    const messages = [{ data, attributes: { a: 'b' } }, { attributes: { only: 'this' } }];
    expect(await publish(EVALUATE, DECISIONS, messages)).toEqual({ messageIds: ['1', '2'] });
    expect(published).toEqual([
      { topic: 'decisions', message: { data, attributes: { a: 'b' } } },
      { topic: 'decisions', message: { data: '', attributes: { only: 'this' } } },
    ]);
  });

  it('finds the topic by the number of its project too', async () => {
    const topic = 'projects/310000000009/topics/outcomes';
    expect(await publish(REMEDIATE, topic, [{ data }])).toEqual({ messageIds: ['1'] });
  });

  it('brings base64 of the URL alphabet into the standard one', async () => {
    await publish(EVALUATE, DECISIONS, [{ data: '-_8' }]);
    expect(published[0]?.message.data).toBe('+/8=');
  });

  it.each([
    [REMEDIATE, 'decisions'],
    [EVALUATE, 'outcomes'],
    ['user:admin@example.com', 'decisions'],
    [EVALUATE, 'audit-events'],
    [EVALUATE, 'dead-letters'],
  ])('refuses %s on %s', async (as, topic) => {
    expect(await publish(as, `projects/bailiff-prod/topics/${topic}`, [{ data }])).toEqual({
      http: 403,
      name: 'PERMISSION_DENIED',
      message: 'User not authorized to perform this action.',
    });
    expect(published).toEqual([]);
  });

  it.each(['projects/bailiff-prod/topics/rumours', 'projects/data-dev/topics/decisions'])(
    'does not know %s',
    async (topic) => {
      expect(await publish(EVALUATE, topic, [{ data }])).toMatchObject({
        http: 404,
        name: 'NOT_FOUND',
      });
      expect(published).toEqual([]);
    },
  );

  it('asks for a credential', async () => {
    expect(await publish('nobody', DECISIONS, [{ data }])).toMatchObject({ http: 401 });
  });

  it.each([
    ['no messages', undefined, 'You passed 0 in the request, but it must be from 1 to 1000.'],
    ['an empty list', [], 'You passed 0 in the request'],
    ['1001 messages', Array(1_001).fill({ data }), 'You passed 1001 in the request'],
    ['an empty message', [{ data }, {}], 'is empty. Each message must contain'],
    ['what is not base64', [{ data: 'not base64!' }], "Invalid value at 'messages[0].data'"],
    ['an unknown member', [{ data, subject: 'x' }], 'Unknown name "subject" at \'messages[0]\''],
    ['attributes that are no text', [{ attributes: { n: 1 } }], "at 'messages[0].attributes'"],
    ['a message that is none', ['hello'], "Invalid value at 'messages[0]'"],
    ['messages that are no list', { 0: { data } }, "Invalid value at 'messages'"],
  ])('refuses %s whole', async (_what, messages, text) => {
    const given = messages as pubsub_v1.Schema$PubsubMessage[] | undefined;
    expect(await publish(EVALUATE, DECISIONS, given)).toEqual({
      http: 400,
      name: 'INVALID_ARGUMENT',
      message: expect.stringContaining(text),
    });
    expect(published).toEqual([]);
  });

  it('refuses a request with an unknown member', async () => {
    expect(await publish(EVALUATE, DECISIONS, [{ data }], { urgent: true })).toMatchObject({
      http: 400,
      message: 'Invalid JSON payload received. Unknown name "urgent": Cannot find field.',
    });
  });
});
