import type { Ceiling } from '../shared/domain/ceiling.ts';
import type { ClaimRequest } from '../shared/ledger/claim.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';

/** A decision that took its job for the first time. */
export interface Begun {
  readonly request: ClaimRequest;
  /** What approvers had set at that moment. */
  readonly ceiling: Ceiling | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Every decision that was begun, in that order; `see` is told of each in the moment in which it is. */
export function keepClaims(
  ledger: Pick<Ledger, 'ceiling'>,
  now: () => number,
  see: (begun: Begun) => void,
) {
  const all: Begun[] = [];
  return {
    all: all as readonly Begun[],
    async note(request: ClaimRequest): Promise<void> {
      if (all.some((one) => one.request.decision === request.decision)) return;
      const begun = { request, ceiling: await ledger.ceiling(), at: now() };
      all.push(begun);
      see(begun);
    },
  };
}
