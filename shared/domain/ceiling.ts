import type { Cap, Mode } from './mode.ts';

/** What an approver let Bailiff do at most, and why. */
export interface CeilingChange {
  /** Counted from 1. */
  readonly number: number;
  readonly mode: Mode;
  /** `user:EMAIL` or `serviceAccount:EMAIL`. */
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  readonly why: string;
}

/**
 * The ceiling that approvers set while Bailiff runs, beside the deployment's own, which it never raises: no decision of
 * the organization goes further, and nothing that goes further is begun.
 */
export interface Ceiling extends CeilingChange {
  /** The newest 100 changes, this one included; newest last. */
  readonly history: readonly CeilingChange[];
}

/** The bound that it sets to every decision; none while nobody ever set one. */
export function ceilingCap(ceiling: Ceiling | undefined): Cap | undefined {
  if (ceiling === undefined) return undefined;
  const { mode, by, at, why } = ceiling;
  return { mode, because: `${by} set the ceiling to ${mode} at ${at}: ${why}` };
}
