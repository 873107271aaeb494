import { CONDITIONS, type ConditionId, conditionOf } from '../../shared/domain/diagnosis.ts';
import type { Finding } from '../../shared/domain/finding.ts';
import type { Step, StepKind } from '../../shared/domain/plan.ts';
import type { Subject } from '../../shared/domain/subject.ts';
import { RULE_OF } from '../../shared/engine/rule-of.ts';

/**
 * What could not be read of the one condition that the finding is about, in sentences: as long as there is any, that the
 * rule sees nothing wrong does not tell that it is mended.
 */
export function unread({ rule }: Pick<Finding, 'rule'>, { diagnosis }: Subject): readonly string[] {
  const id = CONDITIONS.find((one) => RULE_OF[one].id === rule);
  if (id === undefined || diagnosis === undefined) return [];
  return conditionOf(diagnosis, id).state === 'unknown' ? diagnosis.unread : [];
}

const MENDS: Readonly<Partial<Record<StepKind, ConditionId>>> = {
  'grant-act-as': 'act-as',
  'grant-token-creator': 'token-minting',
  'allow-cross-project-use': 'cross-project-use',
};

/** What could not be read of the conditions that the steps mend, in sentences: nobody knows whether they are still wanting. */
export function unreadFor(steps: readonly Step[], { diagnosis }: Subject): readonly string[] {
  if (diagnosis === undefined) return [];
  const open = steps.some(({ kind }) => {
    const id = MENDS[kind];
    return id !== undefined && conditionOf(diagnosis, id).state === 'unknown';
  });
  return open ? diagnosis.unread : [];
}
