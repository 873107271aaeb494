/**
 * What the ledger keeps in Firestore: a collection each, and the fields of its documents. `body` is JSON; a field
 * beside one is there to be searched or ordered by, and holds times in the fixed form of instant().
 */
export interface Collections {
  /** By the hash of the event's key: what it came to. */
  readonly events: { readonly body: string };
  /** By `NAME~SHARD`: a part of the count. */
  readonly counters: { readonly name: string; readonly n: number };
  readonly findings: {
    readonly resource: string;
    readonly ticket: string;
    readonly state: string;
    /** The instant last seen, then the id: orders the listing. */
    readonly place: string;
    readonly body: string;
  };
  /** By the hash of a finding and of an event's key: that the event was counted on the finding. */
  readonly occurrences: Readonly<Record<never, never>>;
  /** By the decision. */
  readonly remediations: {
    readonly resource: string;
    readonly decision: string;
    readonly started: string;
    /** What its plan writes to. */
    readonly targets: readonly string[];
    /** `null` once it was released or superseded. */
    readonly owner: string | null;
    readonly leaseUntil: string;
    readonly body: string;
  };
  /** By the resource: the one unconcluded decision that holds it; there while there is one. */
  readonly locks: { readonly decision: string };
  /**
   * `organization`, `projects/ID`, `deployers/WHO` or `projects/ID/deployers/WHO`: when remediations were started within the budget's window. `ceiling` is the number
   * of the ceiling, written by whoever sets that, so that no start overlooks it.
   */
  readonly budgets: { readonly body: string; readonly ceiling?: number };
  /** `organization`: what approvers let Bailiff do at most. */
  readonly ceilings: { readonly body: string };
  /** By the scope: what was admitted to it, and when. */
  readonly admissions: { readonly body: string };
  /** By the resource; `keys` is what it is found by. */
  readonly uses: {
    readonly name: string;
    readonly keys: readonly string[];
    readonly body: string;
  };
  /** By `RESOURCE~UID`. */
  readonly accounts: { readonly body: string };
  /** By the wake's key. */
  readonly wakes: {
    /** What it waits for with others; `null` for nothing. */
    readonly line: string | null;
    /** The instant that it is due, then its key. */
    readonly place: string;
    readonly body: string;
  };
  /** By the sweep's id: how far it has come. */
  readonly sweeps: { readonly body: string };
  /** By noticeId: what was told, and how far. */
  readonly notices: { readonly body: string };
  /** By the ticket's key; `n` is the number of its id. */
  readonly tickets: { readonly n: number; readonly body: string };
  /** `tickets`: the number that was given last. */
  readonly sequences: { readonly n: number };
  /** By the alert's id. */
  readonly alerts: { readonly place: string; readonly body: string };
}

export type Collection = keyof Collections;

/** The name of one document. */
export interface Ref<K extends Collection = Collection> {
  readonly collection: K;
  readonly id: string;
}

export function ref<K extends Collection>(collection: K, id: string): Ref<K> {
  return { collection, id };
}
