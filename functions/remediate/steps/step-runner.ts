import type { StepKind, StepOf } from '../../../shared/domain/plan.ts';
import type { FullResourceName } from '../../../shared/domain/resource.ts';
import type { WholeJob } from '../../../shared/gcp/job-writer.ts';
import type { PermissionSet } from '../permission-set.ts';

/** What the journal holds of a step, before or after its call. */
export type Facts = Readonly<Record<string, unknown>>;

/** One step being run, perhaps for a second time after a crash. */
export interface Turn<Ports> {
  readonly ports: Ports;
  /** The job that all is done for. */
  readonly resource: FullResourceName;
  readonly uid: string;
  /** RFC 3339. */
  now(): string;
  sleep(milliseconds: number): Promise<void>;
  /** When the first step of the plan ended, RFC 3339; now while none has. */
  since(): string;
  /** What an earlier run that was cut off, or this one, journalled ahead of its call. */
  before: Facts | undefined;
  /** What the step left behind, once it ended. */
  readonly after: Facts | undefined;
  /** Journals what was found; to be awaited ahead of every write. Throws ClaimLost when another instance has taken over. */
  begin(before: Facts): Promise<void>;
  /** The job as it was before the step changed it: in memory alone, since it may hold secrets. */
  previous: WholeJob | undefined;
  /** The newest generation of the job that was read since the step wrote it; in memory alone. */
  seen?: number;
}

export type StepEnd = { readonly kind: 'done'; readonly after: Facts } | StepStop;

/** The step, and with it the plan, goes no further; what was done is put back, unless it stays. */
export interface StepStop {
  readonly kind: 'stop';
  /** `skipped`: the world has moved on; `held`: a fact is unknown; `failed`: it cannot be done. */
  readonly outcome: 'skipped' | 'held' | 'failed';
  readonly because: string;
  readonly stays?: true;
}

/** What came of putting a step back. */
export interface PutBack {
  /** A sentence, if there is something to say. */
  readonly said?: string;
  /** The job still uses what the earlier steps made, so they stay. */
  readonly inUse?: boolean;
}

/** How what a step wrote stands now, for whoever wants it taken back. */
export type Standing =
  /** As the step left it; `before` is to be journalled ahead of taking it back. */
  | { readonly kind: 'as-left'; readonly before: Facts }
  /** Nothing of it is there any more. */
  | { readonly kind: 'gone' }
  /** Somebody has changed it since. */
  | { readonly kind: 'changed'; readonly because: string };

/**
 * Runs one kind of step. It reads first and knows its own earlier write by the journal, so that a step killed anywhere
 * and run again writes once.
 */
export interface StepRunner<K extends StepKind, Ports> {
  /** Each IAM permission that its calls need, by who makes them. */
  readonly permissions: PermissionSet;
  /** Throws ApiFailure, Redeliver and ClaimLost. */
  run(step: StepOf<K>, turn: Turn<Ports>): Promise<StepEnd>;
  /** Takes back what this step wrote and nobody changed since. Safe to repeat. */
  putBack(step: StepOf<K>, turn: Turn<Ports>): Promise<PutBack>;
  /** How what it wrote stands now; `turn` is that of the run which wrote it. */
  standing(step: StepOf<K>, turn: Turn<Ports>): Promise<Standing>;
  /** What it would do, for people. */
  planned(step: StepOf<K>): string;
  /** What it did, for people. */
  told(step: StepOf<K>, after: Facts): string;
}

export function stop(outcome: StepStop['outcome'], because: string): StepStop {
  return { kind: 'stop', outcome, because };
}

export function changed(because: string): Standing {
  return { kind: 'changed', because };
}

export function done(after: Facts): StepEnd {
  return { kind: 'done', after };
}
