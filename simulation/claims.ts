import type { Ceiling } from '../shared/domain/ceiling.ts';
import type { ClaimRequest } from '../shared/ledger/claim.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import type { Activity } from './activity.ts';
import type { LedgerCall } from './gated-ledger.ts';

/** A decision that took its job for the first time. */
export interface Begun {
  readonly request: ClaimRequest;
  /** What approvers had set at that moment. */
  readonly ceiling: Ceiling | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A claim, as the ledger gave it. */
export interface Hold {
  readonly request: ClaimRequest;
  /** Whose it is, as OwnWrite has it: who, and when that one began. */
  readonly by: string;
  readonly since: number;
  /** Until when nobody else may take it, milliseconds since 1970. */
  readonly until: number;
  /** How it ended, if it did. */
  end: 'given back' | 'concluded' | 'taken over' | undefined;
}

/** Every claim, from the answers of the ledger; `sees` is told of each in the moment in which it is taken. */
export function keepClaims(
  ledger: Pick<Ledger, 'ceiling'>,
  now: () => number,
  sees: {
    readonly began: (begun: Begun) => void;
    /** With the claims of the same decision or job that have not been concluded. */
    readonly took: (hold: Hold, others: readonly Hold[]) => void;
  },
) {
  const begun: Begun[] = [];
  const holds: Hold[] = [];
  /** The newest of each decision that has come to no end. */
  const open = new Map<string, Hold>();

  async function noteStart(request: ClaimRequest): Promise<void> {
    if (begun.some((one) => one.request.decision === request.decision)) return;
    const one = { request, ceiling: await ledger.ceiling(), at: now() };
    begun.push(one);
    sees.began(one);
  }

  function noteTaken(request: ClaimRequest, { name: by, since }: Activity): void {
    const { at, leaseSeconds, decision, resource } = request;
    const until = Date.parse(at) + leaseSeconds * 1000;
    const hold: Hold = { request, by, since, until, end: undefined };
    const others = [...open.values()].filter(
      ({ request: one }) => one.decision === decision || one.resource === resource,
    );
    sees.took(hold, others);
    for (const other of others) {
      other.end ??= 'taken over';
      open.delete(other.request.decision);
    }
    open.set(decision, hold);
    holds.push(hold);
  }

  function noteEnd(decision: unknown, owner: unknown, end: 'given back' | 'concluded'): void {
    const own = open.get(String(decision));
    if (own === undefined || own.request.owner !== owner) return;
    own.end = end;
    if (end === 'concluded') open.delete(String(decision));
  }

  return {
    begun: begun as readonly Begun[],
    holds: holds as readonly Hold[],
    async hear({ method, given, answer }: LedgerCall, by: Activity): Promise<void> {
      const [first, owner] = given;
      if (method === 'release') noteEnd(first, owner, 'given back');
      if (method === 'conclude') noteEnd(first, owner, 'concluded');
      if (method !== 'claim' || Reflect.get(Object(answer), 'kind') !== 'claimed') return;
      noteTaken(first as ClaimRequest, by);
      await noteStart(first as ClaimRequest);
    },
  };
}
