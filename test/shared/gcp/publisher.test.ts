import { afterAll, beforeAll, expect, test } from 'vitest';
import { publisher } from '../../../shared/gcp/publisher.ts';
import { EVALUATE, type LocalApis, localApis } from './local-apis.ts';

let apis: LocalApis;
beforeAll(async () => {
  apis = await localApis();
});
afterAll(() => apis.close());

test('a message goes onto its topic as JSON, with its attributes', async () => {
  const { publish } = publisher(apis.as(EVALUATE), 'bailiff-prod');
  await publish('decisions', { kind: 'alert', alert: 'fight~ü' }, { origin: 'evaluate' });
  expect(apis.published).toEqual([
    {
      topic: 'decisions',
      message: { kind: 'alert', alert: 'fight~ü' },
      attributes: { origin: 'evaluate' },
    },
  ]);
});

test('a caller who may not publish is told', async () => {
  const { publish } = publisher(apis.as(EVALUATE), 'bailiff-prod');
  await expect(publish('outcomes', { kind: 'alert', alert: 'x' })).rejects.toMatchObject({
    status: 403,
    api: 'pubsub.googleapis.com',
  });
});
