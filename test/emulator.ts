import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { emulatorFolder } from './requirements.ts';

export interface Emulator {
  /** HOST:PORT, as FIRESTORE_EMULATOR_HOST or PUBSUB_EMULATOR_HOST has it. */
  readonly host: string;
  /** Ends it, and all it holds. */
  stop(): void;
}

const PATIENCE_MS = 60_000;
// It lives for a minute: compiling it well, and collecting its garbage on every core, costs more than that saves.
const LEAN = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** How each is started, and what it prints when it can be used. */
const EMULATORS = {
  Firestore: {
    launcher: ['cloud-firestore-emulator', 'cloud_firestore_emulator'],
    command: ['start'],
    ready: 'is now running',
  },
  'Pub/Sub': {
    launcher: ['pubsub-emulator', 'bin/cloud-pubsub-emulator'],
    command: [],
    ready: 'Server started',
  },
} as const;

/** Starts one of Google's emulators, with nothing in it. */
export async function startEmulator(name: keyof typeof EMULATORS): Promise<Emulator> {
  const port = await freePort();
  const { launcher, command, ready } = EMULATORS[name];
  const path = `${emulatorFolder(launcher[0])}/${launcher[1]}`;
  // A shell that starts Java and waits for it: only as a group can both be ended.
  const shell = spawn(path, [...command, '--host=127.0.0.1', `--port=${port}`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, JAVA_TOOL_OPTIONS: LEAN },
  });
  const { pid } = shell;
  if (pid === undefined) throw new Error(`${path} does not start.`);
  const stop = () => {
    process.off('exit', stop);
    if (shell.exitCode === null && shell.signalCode === null) process.kill(-pid, 'SIGKILL');
  };
  process.on('exit', stop);
  let printed = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (piece: Buffer) => {
      printed = `${printed}${piece}`.slice(-4000);
    });
  const last = Date.now() + PATIENCE_MS;
  while (!printed.includes(ready)) {
    if (shell.exitCode !== null || Date.now() > last) {
      stop();
      throw new Error(`The ${name} emulator does not start: ${printed}`);
    }
    await wait(50);
  }
  return { host: `127.0.0.1:${port}`, stop };
}
