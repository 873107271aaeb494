import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Where a process takes its time and its chance from while it simulates. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  now(): number;
  /** From 0 to below 1. */
  random(): number;
  /** The same, for randomInt: the Firestore ledger spreads its counters by it, and all else is to be as on another ledger. */
  spread(): number;
  /** Calls back when so many milliseconds have gone by; the answer calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

const RealDate = Date;
/** While modules are loaded. */
const STILL: Surroundings = {
  now: () => 0,
  random: () => 0.5,
  spread: () => 0.5,
  after: () => {
    throw new Error('Something waits for a time while no run surrounds this process.');
  },
};
let around = STILL;

/** The run that time, timers and chance of this process belong to from now on. */
export function surroundWith(surroundings: Surroundings): void {
  around = surroundings;
}

/**
 * Takes the clock, the timers and the sources of chance of this process, for good: whatever is loaded in it, clients of
 * Google's included, then runs as the seed says. For a process that does nothing else.
 */
export function seedProcess(): void {
  class SimulatedDate extends RealDate {
    constructor(...given: readonly unknown[]) {
      if (given.length === 0) super(around.now());
      else super(...(given as ConstructorParameters<typeof RealDate>));
    }
    static override now(): number {
      return around.now();
    }
  }
  const bytes = (count: number) =>
    Buffer.from(Array.from({ length: count }, () => Math.floor(around.random() * 256)));
  const setTimer = (callback: (...given: unknown[]) => void, delay = 0, ...given: unknown[]) => {
    const cancel = around.after(delay, () => callback(...given));
    const timer = { cancel, ref: () => timer, unref: () => timer, hasRef: () => true };
    return timer;
  };
  // A limit on the real time that a request takes says nothing where none passes.
  Object.assign(AbortSignal, { timeout: () => new AbortController().signal });
  Object.assign(globalThis, {
    Date: SimulatedDate,
    setTimeout: setTimer,
    clearTimeout: (timer: { cancel?: () => void } | undefined) => timer?.cancel?.(),
  });
  Math.random = () => around.random();
  Object.assign(crypto, {
    randomBytes: bytes,
    randomInt: (low: number, high?: number) => {
      const [from, to] = high === undefined ? [0, low] : [low, high];
      return from + Math.floor(around.spread() * (to - from));
    },
    randomUUID: () => {
      const hex = bytes(16).toString('hex');
      return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5');
    },
  });
  syncBuiltinESMExports();
}
