import type { Decision } from '../domain/decision.ts';
import { CONDITIONS, type ConditionId, conditionOf } from '../domain/diagnosis.ts';
import type { AccountUseEvidence } from '../domain/evidence.ts';
import type { Violation } from '../domain/finding.ts';
import { type Cap, reaches } from '../domain/mode.ts';
import type { Subject } from '../domain/subject.ts';
import type { Rule } from '../rules/rule.ts';
import { RULE_OF } from './rule-of.ts';

const NOT_ALL = 'Not all that the job needs can be mended here, so nothing is granted.';

/**
 * What the other conditions of a diagnosis do not let exceed, at least `ticket`: access is granted only where the whole
 * use of the account then works. `decided` tells what becomes of another rule's violation, taken alone. How an account
 * stands that the deployer may not read holds back only what nothing else does, so that nobody learns it by asking.
 */
export function companionCaps(
  { evidence }: Violation,
  rule: Rule,
  subject: Subject,
  decided: (rule: Rule, violation: Violation) => Decision,
): readonly Cap[] {
  if (evidence.kind !== 'account-use') return [];
  const others = CONDITIONS.filter(
    (id) => RULE_OF[id].id !== rule.id && standsInTheWay(evidence, id),
  );
  const hidden = others.filter((id) => evidence.withheld && id === 'account-usable');
  const caps = others
    .filter((id) => !hidden.includes(id))
    .map((id) => {
      const violation = RULE_OF[id].check(subject);
      return violation === undefined
        ? ticket(NOT_ALL)
        : capOf(RULE_OF[id], decided(RULE_OF[id], violation));
    });
  if (caps.some(({ mode }) => mode === 'ticket')) return caps;
  return [...caps, ...hidden.map(() => ticket(NOT_ALL))];
}

function capOf({ id }: Rule, { mode }: Decision): Cap {
  const because = `Nothing is granted unless all that is missing can be, and ${id} goes no further than ${mode} here.`;
  return reaches(mode, 'ticket') ? { mode, because } : ticket(because);
}

/** Who deploys a job that is there is not asked. */
function standsInTheWay({ diagnosis, denial }: AccountUseEvidence, id: ConditionId): boolean {
  const { state } = conditionOf(diagnosis, id);
  if (state !== 'unknown') return state === 'missing';
  return denial !== undefined || id !== 'act-as';
}

function ticket(because: string): Cap {
  return { mode: 'ticket', because };
}
