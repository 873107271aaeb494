import { readFileSync, writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../shared/policy/json-schema.ts';
import { RULES } from '../shared/rules/registry.ts';

// Writes the schema that editors check policy files with; `--check` only says whether the file is what it should be.
const FILE = new URL('../shared/policy/policy.schema.json', import.meta.url);
const wanted = `${JSON.stringify(policyJsonSchema(RULES), null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(FILE, wanted);
} else if (present() !== wanted) {
  process.stderr.write(
    'shared/policy/policy.schema.json is not what the policy schema says: run npm run schema.\n',
  );
  process.exitCode = 1;
}

function present(): string {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return '';
  }
}
