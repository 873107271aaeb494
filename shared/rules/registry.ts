import { defaultServiceAccount } from './default-service-account.ts';
import type { Rule } from './rule.ts';

/** Every rule, by hand: a new one is a line here, a test, a doc page and a policy key. */
export const RULES = [defaultServiceAccount] as const satisfies readonly Rule[];
