/** What a ticket says beside what its findings tell. */
export interface TicketContext {
  /** Who owns the policy, as a member; left out where it names nobody. */
  readonly policyOwner?: string | undefined;
}
