import { CONDITIONS, conditionOf } from '../../shared/domain/diagnosis.ts';
import type { Finding } from '../../shared/domain/finding.ts';
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
