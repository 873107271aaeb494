import { type Emulator, startEmulator } from '../../../emulator.ts';
import { type Gateway, openGateway } from './gateway.ts';

export const PROJECT = 'bailiff-prod';

/** The emulator that the tests share, with a gateway before it; each test has a database of its own. */
export interface OnEmulator {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** HOST:PORT without a gateway. */
  emulator(): string;
  gateway(): Gateway;
  /** The name of a database that nobody has used yet. */
  database(): string;
}

export function onEmulator(): OnEmulator {
  let emulator: Emulator | undefined;
  let gateway: Gateway | undefined;
  let databases = 0;
  const running = <T>(part: T | undefined): T => {
    if (part === undefined) throw new Error('The emulator runs only while a test does.');
    return part;
  };
  return {
    start: async () => {
      emulator = await startEmulator('Firestore');
      gateway = await openGateway(emulator.host);
    },
    stop: async () => {
      await gateway?.close();
      emulator?.stop();
    },
    emulator: () => running(emulator).host,
    gateway: () => running(gateway),
    database: () => {
      databases += 1;
      return `test-${databases}`;
    },
  };
}
