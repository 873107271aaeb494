import { crossProjectUseDisabled } from './cross-project-use-disabled.ts';
import { defaultServiceAccount } from './default-service-account.ts';
import { missingActAs } from './missing-act-as.ts';
import { missingTokenCreator } from './missing-token-creator.ts';
import type { Rule } from './rule.ts';
import { serviceAccountUnusable } from './service-account-unusable.ts';

/** Every rule, by hand: a new one is a line here, a test, a doc page and a policy key. */
export const RULES = [
  defaultServiceAccount,
  serviceAccountUnusable,
  missingActAs,
  missingTokenCreator,
  crossProjectUseDisabled,
] as const satisfies readonly Rule[];
