import type { Begun, Hold } from '../claims.ts';
import type { OwnWrite } from '../watch.ts';
import type { World } from '../world.ts';

/** Something that must hold in every run, whatever goes wrong. */
export interface Check {
  /** With the number of the Never in design.md that it stands for. */
  readonly name: string;
  /** What is wrong with a write by one of Bailiff's identities, right after it took effect. */
  readonly onWrite?: (write: OwnWrite, world: World) => string | undefined;
  /** What is wrong with a decision that was begun, right after it took its job. */
  readonly onClaim?: (claim: Begun, world: World) => string | undefined;
  /** What is wrong with a claim that was taken, right then; with those of the same decision or job that were not given back. */
  readonly onTake?: (hold: Hold, others: readonly Hold[], world: World) => string | undefined;
  /** What is wrong once nothing happens any more and nothing is due, ahead of the last sweep. */
  readonly atRest?: (world: World) => readonly string[] | Promise<readonly string[]>;
  /** What is wrong once all is over. */
  readonly atEnd?: (world: World) => readonly string[] | Promise<readonly string[]>;
}
