import type { OrganizationFile } from '../organization/file.ts';
import type { NewMessage } from './message.ts';
import type { Topic } from './topic.ts';

/** Log exports promise neither one delivery nor an order; how far this one shows it. */
export interface ExportOptions {
  readonly delivery: Pick<OrganizationFile['delivery'], 'duplicates' | 'reorder'>;
  readonly publish: (topic: Topic, message: NewMessage, delayMilliseconds: number) => void;
  /** From 0 to 1, as Math.random. */
  readonly random: () => number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const HELD_BACK_MILLISECONDS = 200;

/**
 * Publishes one LogEntry on `audit-events`, as Logging does.
 * https://cloud.google.com/logging/docs/export/pubsub
 *
 * @param text the entry in JSON, delivered byte for byte.
 */
export function exportEntry(
  { delivery, publish, random, now }: ExportOptions,
  text: string,
  timestamp: unknown,
): void {
  const data = Buffer.from(text, 'utf8').toString('base64');
  const attributes = { 'logging.googleapis.com/timestamp': instantOf(timestamp, now()) };
  const times = delivery.duplicates ? 2 : 1;
  for (let i = 0; i < times; i += 1) {
    // Published now and only delivered later, so that a restart meanwhile loses nothing.
    const delay = delivery.reorder ? random() * HELD_BACK_MILLISECONDS : 0;
    publish('audit-events', { data, attributes }, delay);
  }
}

function instantOf(timestamp: unknown, now: number): string {
  const usable =
    typeof timestamp === 'string' && timestamp.length < 64 && !Number.isNaN(Date.parse(timestamp));
  return usable ? timestamp : new Date(now).toISOString();
}
