import type { ConditionId } from '../../../shared/domain/diagnosis.ts';
import type { FindingState } from '../../../shared/domain/finding.ts';
import type { FindingOf } from './finding-of.ts';

type AccountUseFinding = FindingOf<'account-use'>;
export type AccountUseFindings = readonly [AccountUseFinding, ...AccountUseFinding[]];

/** What the findings of one ticket say together of one job or deploy and its account. */
export interface AccountUseCase {
  readonly findings: AccountUseFindings;
  /** The one that was seen last: its diagnosis is the case's. */
  readonly newest: AccountUseFinding;
  /** Those that are not mended; all of them once everything is. */
  readonly current: readonly AccountUseFinding[];
  readonly mended: boolean;
}

/** The condition that a rule is about. */
const CONDITION_OF: Readonly<Record<string, ConditionId>> = {
  'service-account-unusable': 'account-usable',
  'missing-act-as': 'act-as',
  'missing-token-creator': 'token-minting',
  'cross-project-use-disabled': 'cross-project-use',
};
const MENDED: ReadonlySet<FindingState> = new Set(['remediated', 'resolved']);

export function accountUseCase(findings: AccountUseFindings): AccountUseCase {
  const broken = findings.filter(({ state }) => !MENDED.has(state));
  const mended = broken.length === 0;
  const newest = findings.reduce((one, other) => (isLater(other, one) ? other : one));
  return { findings, newest, current: mended ? findings : broken, mended };
}

/** The conditions that the current findings are about, in the order of the findings. */
export function conditionsOf({ current }: AccountUseCase): readonly ConditionId[] {
  return current.flatMap(({ rule }) => CONDITION_OF[rule] ?? []);
}

function isLater(a: AccountUseFinding, b: AccountUseFinding): boolean {
  return Date.parse(a.lastSeen) > Date.parse(b.lastSeen);
}
