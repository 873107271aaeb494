import { z } from 'zod';
import { EMULATOR_VARIABLES, type Emulators } from './settings.ts';
import { StartRefused } from './start-refused.ts';

interface EmulatorCall {
  readonly method: 'DELETE' | 'POST' | 'PUT';
  /** After the host, e.g. `v1/projects/p/topics/t`. */
  readonly path: string;
  readonly body?: unknown;
  /** Statuses that are as good as 200; then the answer says nothing. */
  readonly fine?: readonly number[];
}

const TIMEOUT_MS = 10_000;
const Answer = z.record(z.string(), z.unknown());

/** Asks one of Google's emulators at HOST:PORT. Throws EmulatorFailure. */
export async function callEmulator(
  host: string,
  { method, path, body, fine = [] }: EmulatorCall,
): Promise<z.infer<typeof Answer>> {
  try {
    const response = await fetch(`http://${host}/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (fine.includes(response.status)) return {};
    if (!response.ok) throw new EmulatorFailure(`it answered ${response.status}`);
    return Answer.parse(text === '' ? {} : JSON.parse(text));
  } catch (error) {
    if (error instanceof EmulatorFailure) throw error;
    throw new EmulatorFailure(whyOf(error), { cause: error });
  }
}

/** An emulator could not be asked, or did not do as asked; the message says how, in few words. */
class EmulatorFailure extends Error {
  override readonly name = 'EmulatorFailure';
}

function whyOf(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'its answer is no JSON';
  const { cause } = error instanceof Error ? error : {};
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : error instanceof Error ? error.message : String(error);
}

const WORDS = {
  pubsub: ['Pub/Sub', 'gcloud beta emulators pubsub start', 'a queue of its own'],
  firestore: ['Firestore', 'gcloud emulators firestore start', 'a ledger in a file'],
} as const;

/** What a start says when the emulator that a variable names cannot be used. */
export function refuseEmulator(name: keyof Emulators, host: string, error: unknown): StartRefused {
  const [product, command, instead] = WORDS[name];
  const why = error instanceof Error ? error.message : String(error);
  return new StartRefused(
    `${EMULATOR_VARIABLES[name]} names ${host}, where no ${product} emulator does what it is asked (${why}); start one with ${command} --host-port=${host}, or unset it for ${instead}.`,
    { cause: error },
  );
}
