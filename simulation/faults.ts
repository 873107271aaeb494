import type { Random } from './random.ts';

/** Everything that can go wrong, each with how likely it is wherever it can, while it is switched on. */
const LIKELIHOODS = {
  'message duplicated': 0.08,
  'message delayed': 0.08,
  'message lost, then redelivered': 0.05,
  'acknowledgement lost': 0.05,
  'killed ahead of a call': 0.006,
  'killed behind a call': 0.006,
  'answered 403': 0.03,
  'answered 409': 0.05,
  'answered 412': 0.004,
  'answered 429': 0.01,
  'answered 500': 0.006,
  'answered 503': 0.01,
  'timed out behind a write': 0.06,
  'timed out ahead of a write': 0.03,
  'overtaken at the last moment': 0.4,
  'set back behind a write': 0.1,
  'stale read': 0.03,
  'clock set forward': 0.002,
  'tick missed': 0.2,
} as const;

/** No more often in one run, where more would only make the run longer. */
const MOST: Readonly<Partial<Record<keyof typeof LIKELIHOODS, number>>> = {
  'killed ahead of a call': 3,
  'killed behind a call': 3,
  'answered 403': 4,
  'answered 409': 4,
  'answered 429': 3,
  'answered 500': 3,
  'answered 503': 3,
  'timed out behind a write': 4,
  'timed out ahead of a write': 3,
  'overtaken at the last moment': 2,
  'set back behind a write': 2,
  'clock set forward': 3,
};

/** Faults that are counted where they happen, since chance does not strike there by itself. */
const COUNTED = ['message reordered', 'policy reloaded', 'slow propagation'] as const;

type Struck = keyof typeof LIKELIHOODS;
export type FaultKind = Struck | (typeof COUNTED)[number];
export const FAULT_KINDS: readonly FaultKind[] = [
  ...(Object.keys(LIKELIHOODS) as Struck[]),
  ...COUNTED,
];

/** What goes wrong in one run. */
export interface Faults {
  /** Whether it goes wrong this time; counted if so. */
  strikes(kind: Struck): boolean;
  note(kind: FaultKind): void;
  /** Nothing goes wrong from now on. */
  stop(): void;
  counts(): Readonly<Partial<Record<FaultKind, number>>>;
}

/**
 * Each run has some of the kinds and is spared the others, so that all of them together do not always hide what one alone
 * would show. https://users.cs.utah.edu/~regehr/papers/swarm12.pdf
 */
export function drawFaults(random: Random): Faults {
  const counts: Partial<Record<FaultKind, number>> = {};
  const kinds = Object.keys(LIKELIHOODS) as Struck[];
  const strengths = new Map(kinds.map((kind) => [kind, random.pick([0, 0, 0, 1, 3])]));
  let on = true;
  const note = (kind: FaultKind) => {
    counts[kind] = (counts[kind] ?? 0) + 1;
  };
  return {
    note,
    strikes(kind) {
      const likely = LIKELIHOODS[kind] * (strengths.get(kind) ?? 0);
      if (!on || likely === 0 || !random.chance(likely)) return false;
      if ((counts[kind] ?? 0) >= (MOST[kind] ?? Number.POSITIVE_INFINITY)) return false;
      note(kind);
      return true;
    },
    stop() {
      on = false;
    },
    counts: () => counts,
  };
}
