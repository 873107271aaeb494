import type { ConditionId } from '../domain/diagnosis.ts';
import { crossProjectUseDisabled } from '../rules/cross-project-use-disabled.ts';
import { missingActAs } from '../rules/missing-act-as.ts';
import { missingTokenCreator } from '../rules/missing-token-creator.ts';
import type { Rule } from '../rules/rule.ts';
import { serviceAccountUnusable } from '../rules/service-account-unusable.ts';

/** The rule that a condition breaks when it does not hold. */
export const RULE_OF: Readonly<Record<ConditionId, Rule>> = {
  'account-usable': serviceAccountUnusable,
  'act-as': missingActAs,
  'token-minting': missingTokenCreator,
  'cross-project-use': crossProjectUseDisabled,
};
