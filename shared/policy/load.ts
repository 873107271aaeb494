import type { Deployment } from '../domain/deployment.ts';
import { buildPolicy } from './build-policy.ts';
import { issueFlaws } from './issue-flaws.ts';
import { issueSentence } from './issue-sentence.ts';
import type { Path, Place } from './place.ts';
import type { Policy } from './policy.ts';
import { type Flaw, readYaml } from './read-yaml.ts';
import type { RuleEntry } from './rule-schema.ts';
import { policySchema } from './schema.ts';

/** One thing wrong with a policy file. Lines and columns count from 1. */
export interface Fault {
  readonly line: number;
  readonly column: number;
  /** Where in the file, as `rules["default-service-account"].mode`; empty for the file itself. */
  readonly path: string;
  /** A sentence that says what is wrong and what to write instead. */
  readonly message: string;
}

export interface LoadContext {
  readonly rules: readonly RuleEntry[];
  readonly deployment: Deployment;
  /** SHA-256 of the text, hex; the caller's, since this is pure. */
  readonly digest: string;
}

export type Loaded =
  | { readonly ok: true; readonly policy: Policy }
  /** In the order of the file; of more than 200, the last one says how many are left out. */
  | { readonly ok: false; readonly faults: readonly Fault[] };

const MAX_FAULTS = 200;

/**
 * Reads a policy file whole or not at all, within the bounds of the deployment. When the text is not sound YAML only
 * that is told, since nothing is known of its meaning. docs/policy.md is the reference.
 */
export function loadPolicy(text: string, context: LoadContext): Loaded {
  const { sound, value, flaws, place } = readYaml(text);
  if (!sound) return refused(flaws, place);
  const schema = policySchema(context.rules, context.deployment);
  const parsed = schema.safeParse(value, { error: issueSentence });
  if (!parsed.success) {
    return refused([...flaws, ...issueFlaws(parsed.error.issues, place, schema)], place);
  }
  if (flaws.length > 0) return refused(flaws, place);
  return { ok: true, policy: buildPolicy(parsed.data, context.deployment, context.digest) };
}

/** One line a fault: `FILE:LINE:COLUMN  message  (at path)`, which editors and terminals link. */
export function formatFaults(file: string, faults: readonly Fault[]): string {
  return faults
    .map(({ line, column, path, message }) => {
      const at = path === '' ? '' : `  (at ${path})`;
      return `${file}:${line}:${column}  ${message}${at}`;
    })
    .join('\n');
}

function refused(flaws: readonly Flaw[], { lineAndColumn }: Place): Loaded {
  const sorted = flaws.toSorted((a, b) => a.offset - b.offset);
  const shown = sorted.length > MAX_FAULTS ? sorted.slice(0, MAX_FAULTS - 1) : sorted;
  const faults = shown.map(({ path, offset, message }) => ({
    ...lineAndColumn(offset),
    path: pathText(path),
    message,
  }));
  const cut = sorted[shown.length];
  if (cut === undefined) return { ok: false, faults };
  const message = `There are ${sorted.length - shown.length} more faults from here on.`;
  return { ok: false, faults: [...faults, { ...lineAndColumn(cut.offset), path: '', message }] };
}

/** `rules["default-service-account"].overrides[0].when` */
function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    if (!/^[A-Za-z_]\w*$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === '' ? name : `${text}.${name}`;
  }, '');
}
