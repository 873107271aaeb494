import { expect, it, onTestFinished } from 'vitest';
import { createDeliveries } from '../../../../sandbox/delivery/emulator/deliveries.ts';
import { openRelay } from '../../../../sandbox/delivery/emulator/relay.ts';
import { startSubscriber } from '../subscriber.ts';

it('drops a message older than its subscription keeps it, which the emulator keeps for ever', async () => {
  const subscriber = await startSubscriber();
  const said: string[] = [];
  const deliveries = createDeliveries({ say: (line) => void said.push(line), ended: () => {} });
  const relay = await openRelay({
    deliveries,
    ackDeadlineMilliseconds: 5_000,
    published: async () => {},
  });
  onTestFinished(async () => {
    await relay.close(0);
    await subscriber.close();
  });
  const { url } = subscriber;
  relay.start({ evaluate: url, remediate: url, notify: url, sweep: url });
  const push = async (messageId: string, ageSeconds: number) => {
    const publishTime = new Date(Date.now() - ageSeconds * 1_000).toISOString();
    const body = JSON.stringify({ message: { data: 'dGljaw==', messageId, publishTime } });
    const answer = await fetch(relay.endpointOf('ticks-evaluate'), { method: 'POST', body });
    return answer.status;
  };
  expect([await push('1', 601), await push('2', 0)]).toEqual([204, 204]);
  expect(subscriber.pushes.map(({ body }) => body.message.messageId)).toEqual(['2']);
  expect(said).toEqual([
    'Message 1 of ticks-evaluate was dropped: it went without an answer for longer than the 600 s that it is kept.',
  ]);
});
