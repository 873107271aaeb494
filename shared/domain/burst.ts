/** The tickets of one project that were opened lately, so that a storm becomes one ticket. */
export interface Burst {
  /** Tickets of their own, by their keys, oldest first; `at` is RFC 3339. */
  readonly recent: readonly { readonly key: string; readonly at: string }[];
  /** Until then whatever breaks joins the one ticket, RFC 3339; `undefined` before the first storm. */
  readonly until: string | undefined;
}
