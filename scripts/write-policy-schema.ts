import { policyJsonSchema } from '../shared/policy/json-schema.ts';
import { RULES } from '../shared/rules/registry.ts';
import { writeOrCheck } from './generated/write-or-check.ts';

// Writes the schema that editors check policy files with; `--check` only says whether the file is what it should be.
const wanted = `${JSON.stringify(policyJsonSchema(RULES), null, 2)}\n`;
writeOrCheck('shared/policy/policy.schema.json', wanted, 'npm run schema');
