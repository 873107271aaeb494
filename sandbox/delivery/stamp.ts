import type { Message, NewMessage } from './message.ts';
import { subscriptionOf, type Topic } from './topic.ts';

/**
 * Makes messages of what is published: with the time, and with ids that rise even when the clock is set back, and that
 * an earlier process has not given out.
 */
export function createStamp(newestId: number): (topic: Topic, message: NewMessage) => Message {
  let last = newestId;
  return (topic, { data, attributes }) => {
    const now = Date.now();
    last = Math.max(last + 1, now * 1_000);
    return {
      id: `${last}`,
      subscription: subscriptionOf(topic).name,
      data,
      attributes,
      publishTime: new Date(now).toISOString(),
    };
  };
}
