import type { Proposal } from '../../shared/domain/approval.ts';
import type { Decision } from '../../shared/domain/decision.ts';
import type { Settling } from '../../shared/domain/finding.ts';
import type { Hold } from './actions/action.ts';
import type { Unbroken } from './look.ts';

/** What is to be recorded of a finding that nothing is changed for. */
export type Settlement =
  | Exclude<Unbroken, { kind: 'compliant' }>
  | Pick<Extract<Unbroken, { kind: 'compliant' }>, 'kind' | 'runsAs'>
  /** The policy in force asks for less than a plan. */
  | ({ readonly kind: 'below-approve'; readonly byApprover: boolean } & Judged)
  | ({
      readonly kind: 'held';
      readonly hold: Hold;
      readonly asked?: Asked;
      /** When it is decided again by itself. */
      readonly waitsUntil?: string;
    } & Judged)
  /** Somebody may still be at work on the job. */
  | ({ readonly kind: 'settling'; readonly until: string; readonly settling: Settling } & Judged);

/** What an approver is asked. */
export interface Asked {
  readonly proposal: Proposal;
  /** Why he is asked again, in sentences. */
  readonly because: readonly string[];
  /** The id of a request that this makes an end of. */
  readonly over: string | undefined;
}

interface Judged {
  readonly decision: Decision;
  readonly decisionId: string;
  /** Of the job that was judged; 0 for a denied deploy. */
  readonly generation: number;
}
