import type { AlertNews, FindingNews } from './channel.ts';
import { legibleLine } from './legible.ts';
import { shorten } from './shorten.ts';

/** An event as Pub/Sub carries it. */
export interface PublishedEvent {
  readonly attributes: Readonly<Record<string, string>>;
  readonly data: string;
}

interface EventData {
  readonly type: string;
  /** Where its schema is told. */
  readonly schema: string;
  readonly data: object;
}

// Of an attribute's value. https://cloud.google.com/pubsub/quotas#resource_limits
const LARGEST_BYTES = 1_024;

/**
 * News as a CloudEvent 1.0 in binary content mode: what it is stands in the attributes, its data alone in the message.
 * Its id is the news' mark, the same however often it is published.
 * https://github.com/googleapis/google-cloudevents/blob/main/docs/spec/pubsub.md
 */
export function cloudEvent(
  news: AlertNews | FindingNews,
  { type, schema, data }: EventData,
): PublishedEvent {
  const [subject, time] =
    news.kind === 'finding'
      ? [news.finding.resourceName, news.at]
      : [news.alert.about, news.alert.lastRaised];
  return {
    attributes: {
      'ce-specversion': '1.0',
      'ce-id': news.mark,
      'ce-source': '/bailiff/notify',
      'ce-type': type,
      'ce-time': time,
      // The binding and CloudEvents allow no empty one.
      ...(subject === '' ? {} : { 'ce-subject': attribute(subject) }),
      'ce-dataschema': schema,
      'content-type': 'application/json; charset=utf-8',
    },
    data: JSON.stringify(data),
  };
}

function attribute(text: string): string {
  return shorten(legibleLine(text), (part) => Buffer.byteLength(part) <= LARGEST_BYTES);
}
