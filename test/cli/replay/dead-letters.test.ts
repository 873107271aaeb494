import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ReplayOptions, replayDeadLetters } from '../../../cli/replay/dead-letters.ts';
import { missing, needs } from '../../requirements.ts';
import { startPubsub } from './emulator.ts';

type Emulator = Awaited<ReturnType<typeof startPubsub>>;

const Pulled = z.object({
  receivedMessages: z
    .array(
      z.object({
        ackId: z.string(),
        message: z.object({
          data: z.string().default(''),
          attributes: z.record(z.string(), z.string()).default({}),
        }),
      }),
    )
    .default([]),
});

describe('replay --dead-letters, on the Pub/Sub emulator', () => {
  let emulator: Emulator;
  let projects = 0;
  let project: string;

  beforeAll(async () => {
    if (missing('emulators') === undefined) emulator = await startPubsub();
  }, 90_000);
  afterAll(() => emulator?.stop());
  // A project of its own for each test, with the topics that letters come from and what is published on them again.
  beforeEach(async (context) => {
    needs('emulators')(context);
    projects += 1;
    project = `bailiff-replay-${projects}`;
    for (const topic of ['dead-letters', 'decisions', 'outcomes'])
      await emulator.call('PUT', at('topics', topic));
    await subscribe('dead-letters-kept', 'dead-letters');
    await subscribe('decisions-remediate', 'decisions', 'dead-letters');
    await subscribe('seen-outcomes', 'outcomes');
  });

  const at = (kind: string, name: string) => `projects/${project}/${kind}/${name}`;
  const subscribe = (name: string, topic: string, deadLetterTopic?: string) =>
    emulator.call('PUT', at('subscriptions', name), {
      topic: at('topics', topic),
      ackDeadlineSeconds: 60,
      ...(deadLetterTopic === undefined
        ? {}
        : {
            deadLetterPolicy: {
              deadLetterTopic: at('topics', deadLetterTopic),
              maxDeliveryAttempts: 5,
            },
          }),
    });
  const publish = (topic: string, data: string, attributes: Record<string, string> = {}) =>
    emulator.call('POST', `${at('topics', topic)}:publish`, {
      messages: [{ data: Buffer.from(data).toString('base64'), attributes }],
    });
  /** A letter as Pub/Sub forwards it. */
  const bury = (subscription: string, data: string, published = '2026-11-20T08:00:00Z') =>
    publish('dead-letters', data, {
      kept: 'as it was',
      CloudPubSubDeadLetterSourceDeliveryCount: '25',
      CloudPubSubDeadLetterSourceSubscription: subscription,
      CloudPubSubDeadLetterSourceSubscriptionProject: project,
      CloudPubSubDeadLetterSourceTopicPublishTime: published,
    });
  /** Takes what waits, without acknowledging it. */
  const take = async (subscription: string) => {
    const body = { maxMessages: 100, returnImmediately: true };
    const answer = await emulator.call('POST', `${at('subscriptions', subscription)}:pull`, body);
    return Pulled.parse(answer).receivedMessages;
  };
  const texts = async (subscription: string) =>
    (await take(subscription)).map(({ message }) => Buffer.from(message.data, 'base64').toString());
  const run = (options: Partial<ReplayOptions> = {}) =>
    replayDeadLetters({
      project,
      limit: '1000',
      format: 'table',
      apiRoot: emulator.url,
      as: 'user:admin@example.com',
      ...options,
    });

  it('says what is there, never what it says, and leaves it there', async () => {
    await bury('outcomes-notify', 'secret one', '2026-11-19T08:00:00Z');
    await bury('outcomes-notify', 'secret two');
    const { ok, text } = await run();
    expect(ok).toBe(false);
    expect(text).toMatch(
      /^SUBSCRIPTION +TOPIC +LETTERS +OLDEST +IDS\noutcomes-notify +outcomes +2 +2026-11-19T08:00:00Z +\d+ \d+\nLooked at 2\. Nothing was published: --yes publishes the 2 again\.\n$/,
    );
    expect(await texts('seen-outcomes')).toEqual([]);
    expect((await texts('dead-letters-kept')).sort()).toEqual(['secret one', 'secret two']);
  });

  it('publishes each where it came from, as it was, and keeps none', async () => {
    await bury('outcomes-notify', 'again');
    const { ok, text } = await run({ yes: true });
    expect(text).toMatch(/All 1 were published again/);
    expect(ok).toBe(true);
    const [again, ...more] = await take('seen-outcomes');
    expect(more).toEqual([]);
    expect(again?.message).toEqual({
      data: Buffer.from('again').toString('base64'),
      attributes: { kept: 'as it was' },
    });
    expect(await run()).toEqual({
      ok: true,
      text: 'No dead letters.\nLooked at 0. There is nothing to publish.\n',
    });
  });

  it('finds where a message came from that Pub/Sub itself gave up', async () => {
    await publish('decisions', 'tried in vain');
    let letters: Awaited<ReturnType<typeof take>> = [];
    for (const until = Date.now() + 20_000; letters.length === 0 && Date.now() < until; ) {
      const ackIds = (await take('decisions-remediate')).map(({ ackId }) => ackId);
      const path = `${at('subscriptions', 'decisions-remediate')}:modifyAckDeadline`;
      if (ackIds.length > 0) await emulator.call('POST', path, { ackIds, ackDeadlineSeconds: 0 });
      letters = await take('dead-letters-kept');
    }
    const release = { ackIds: letters.map(({ ackId }) => ackId), ackDeadlineSeconds: 0 };
    await emulator.call(
      'POST',
      `${at('subscriptions', 'dead-letters-kept')}:modifyAckDeadline`,
      release,
    );
    const { ok, text } = await run({ yes: true });
    expect(text).toMatch(/decisions-remediate +decisions +1 /);
    expect(ok).toBe(true);
    expect(await texts('decisions-remediate')).toEqual(['tried in vain']);
  });

  it('publishes what one subscription gave up and leaves the rest', async () => {
    await bury('decisions-remediate', 'stays');
    await bury('outcomes-notify', 'goes');
    const { ok, text } = await run({ yes: true, from: 'outcomes-notify' });
    expect(text).toMatch(/Looked at 2\. All 1 were published again/);
    expect(ok).toBe(true);
    expect(await texts('seen-outcomes')).toEqual(['goes']);
    expect(await texts('dead-letters-kept')).toEqual(['stays']);
  });

  it('leaves where it is what is from no subscription of this deployment', async () => {
    await bury('somebody-elses', 'not ours');
    const { ok, text } = await run({ yes: true });
    expect(text).toMatch(/somebody-elses +none of Bailiff: left where it is +1 .*1 stay where/s);
    expect(ok).toBe(false);
    expect(await texts('dead-letters-kept')).toEqual(['not ours']);
  });

  it('looks at no more than the limit', async () => {
    for (const data of ['a', 'b', 'c']) await bury('outcomes-notify', data);
    const { text } = await run({ yes: true, limit: '2' });
    expect(text).toMatch(/Looked at 2\. All 2 were published again/);
    expect(await texts('seen-outcomes')).toHaveLength(2);
    expect(await texts('dead-letters-kept')).toHaveLength(1);
  });

  it.each([
    { where: 'before it is published', fails: ':publish', publishedThen: 0 },
    { where: 'between publishing and acknowledging', fails: ':acknowledge', publishedThen: 1 },
  ])('loses nothing when it ends $where', async ({ fails, publishedThen }) => {
    await bury('outcomes-notify', 'kept');
    const between = await failing(emulator.url, fails);
    const { ok, text } = await run({ yes: true, apiRoot: between.url });
    between.server.close();
    expect(ok).toBe(false);
    expect(text).toMatch(/Stopped after 0: pubsub\.googleapis\.com answered HTTP 403/);
    expect(text).toContain(
      `gcloud pubsub topics add-iam-policy-binding outcomes --member=user:YOUR-ADDRESS --role=roles/pubsub.publisher --project=${project}`,
    );
    expect(await texts('seen-outcomes')).toHaveLength(publishedThen);
    expect((await run({ yes: true })).ok).toBe(true);
    expect(await texts('seen-outcomes')).toEqual(['kept']);
  });

  it.each([
    { option: { project: 'No Project' }, says: /is no project's id/ },
    { option: { limit: '0' }, says: /is no number from 1 to 10000/ },
    { option: { format: 'xml' }, says: /say table or json/ },
  ])('refuses $option', async ({ option, says }) => {
    await expect(run(option)).rejects.toThrow(says);
  });
});

/** The emulator, but that it refuses one verb as Google does. */
async function failing(url: string, verb: string) {
  const refusal = { error: { code: 403, status: 'PERMISSION_DENIED', message: 'Not for you.' } };
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const init = {
      method: request.method ?? 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(chunks).toString(),
    };
    const answer = path.endsWith(verb) ? undefined : await fetch(`${url}${path}`, init);
    response.writeHead(answer?.status ?? 403, { 'content-type': 'application/json' });
    response.end(answer === undefined ? JSON.stringify(refusal) : await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
