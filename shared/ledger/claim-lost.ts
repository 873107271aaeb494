/** Thrown at an owner whose claim was released, concluded or taken over; one that merely ran out is still its own. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  readonly decision: string;
  constructor(decision: string) {
    super(`The claim on ${decision} has passed to another instance; this one stops.`);
    this.decision = decision;
  }
}
