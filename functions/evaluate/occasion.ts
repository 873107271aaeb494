import type { Principal } from '../../shared/domain/principal.ts';

/** Why something is judged now. A change of a job is one as it stands. */
export interface Occasion {
  /** Who deployed it, as far as the event tells. */
  readonly principal: Principal;
  /** Counts an occurrence once, however often the event is delivered. */
  readonly eventKey: string;
  /** RFC 3339, as the event says. */
  readonly at: string;
  /** The version of the job that the event made, where it tells. */
  readonly generation?: number;
  readonly uid?: string;
  /** What somebody did to the account or to what decides over it, in a sentence; `undefined` when the job changed. */
  readonly access?: string;
  /** What the caller's client says of itself. */
  readonly userAgent?: string | undefined;
  /** What made Bailiff look, when nobody touched the job: what is known as it is then stays untouched, see is-known.ts. */
  readonly quiet?: 'sweep' | 'drift';
}
