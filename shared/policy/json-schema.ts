import { z } from 'zod';
import type { RuleEntry } from './rule-schema.ts';
import { policySchema } from './schema.ts';

/** The policy file as JSON Schema (draft 2020-12), for editors; what only a deployment can tell is not in it. */
export function policyJsonSchema(rules: readonly RuleEntry[]): unknown {
  return z.toJSONSchema(policySchema(rules), { target: 'draft-2020-12', io: 'input' });
}
