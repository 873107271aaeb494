import type { SweepMessage, TickMessage } from '../../shared/domain/message.ts';
import { TOPICS } from '../../shared/domain/topics.ts';
import type { ExportOptions } from './export-entry.ts';
import type { Transport } from './transport.ts';

type Send = ExportOptions['publish'];

/** For those who do not wait for the answer; the operator is told of what is lost. */
export function sender({ publish }: Pick<Transport, 'publish'>, say: (line: string) => void): Send {
  const send = async (...[topic, message, delay]: Parameters<Send>) => {
    try {
      await publish(topic, message, delay);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      say(`A message for ${topic} is lost: the Pub/Sub emulator did not take it (${why}).`);
    }
  };
  return (...message) => void send(...message);
}

/** What Cloud Scheduler publishes on Google Cloud. */
export const SWEEP = { topic: TOPICS.sweeps, message: { kind: 'sweep' } satisfies SweepMessage };
export const TICK = { topic: TOPICS.ticks, message: { kind: 'tick' } satisfies TickMessage };

/** Publishes it. */
export function ask(send: Send, { topic, message }: typeof SWEEP | typeof TICK): void {
  const data = Buffer.from(JSON.stringify(message)).toString('base64');
  send(topic, { data, attributes: {} }, 0);
}
