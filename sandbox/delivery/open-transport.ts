import { openEmulatorTransport } from './emulator/emulator-transport.ts';
import { createQueue } from './queue.ts';
import type { QueueStore } from './queue-store.ts';
import { EMULATOR_RETRY, LOCAL_RETRY, type RetrySettings } from './retry.ts';
import type { Transport } from './transport.ts';

export interface TransportOptions {
  /** HOST:PORT of the Pub/Sub emulator; without it the queue of this process serves. */
  readonly host: string | undefined;
  /** The project that topics and subscriptions are named in. */
  readonly project: string;
  /** The queue's. */
  readonly store: QueueStore;
  /** What is to be different from EMULATOR_RETRY or LOCAL_RETRY. */
  readonly retry: Partial<RetrySettings> | undefined;
  /** Where a line for the operator goes, e.g. a message given up. */
  readonly say: (line: string) => void;
}

/** Rejects with StartRefused when the emulator cannot be used. */
export async function openTransport({
  host,
  project,
  store,
  retry,
  say,
}: TransportOptions): Promise<Transport> {
  if (host !== undefined)
    return openEmulatorTransport({ host, project, retry: { ...EMULATOR_RETRY, ...retry }, say });
  return createQueue({ project, store, retry: { ...LOCAL_RETRY, ...retry }, say });
}
