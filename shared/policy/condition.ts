import { Environment, EvaluationError, ParseError } from '@marcbachmann/cel-js';
import { fullResourceName, type Resource } from '../domain/resource.ts';
import type { Severity } from '../domain/severity.ts';
import { closest } from './closest.ts';
import { glob } from './glob.ts';
import { refusedPart } from './refused-part.ts';

/** What a condition may ask about, with its CEL type: everything here is documented in docs/policy.md. */
const RESOURCE = {
  name: 'string',
  kind: 'string',
  project: 'string',
  location: 'string',
  job: 'string',
  labels: 'map<string, string>',
  ancestors: 'list<string>',
} as const;
const FINDING = {
  rule: 'string',
  severity: 'string',
  attempted: 'bool',
  principal: 'string',
  serviceAccount: 'string',
  occurrences: 'int',
  resource: RESOURCE,
} as const;
// Which label it is from is the policy's to change, and no change of that may widen anything: modes do not hang on it.
const ROUTED = { ...FINDING, owner: 'string' } as const;
const FIELDS = [...Object.keys(FINDING), ...Object.keys(RESOURCE)];

// The default limits of the library fit a hundred thousand nodes; a condition is one line that people read.
const environmentOf = (finding: typeof FINDING | typeof ROUTED) =>
  new Environment({
    unlistedVariablesAreDyn: false,
    enableOptionalTypes: true,
    homogeneousAggregateLiterals: false,
    limits: {
      maxAstNodes: 200,
      maxDepth: 30,
      maxListElements: 100,
      maxMapEntries: 20,
      maxCallArguments: 4,
    },
  })
    .registerVariable({ name: 'finding', schema: finding })
    .registerFunction('string.glob(string): bool', glob);

/** What a condition chooses: how far to go, or where tickets go. */
type Chosen = 'setting' | 'route';
const ENVIRONMENTS = {
  setting: { environment: environmentOf(FINDING), fields: FIELDS },
  route: { environment: environmentOf(ROUTED), fields: [...FIELDS, 'owner'] },
} as const satisfies Readonly<Record<Chosen, unknown>>;

/** One finding as conditions see it; the labels are a Map, so that no key can reach a prototype. */
export interface ConditionView {
  readonly finding: {
    readonly rule: string;
    readonly severity: Severity;
    /** Empty when it is not known. */
    readonly owner: string;
    readonly attempted: boolean;
    readonly principal: string;
    readonly serviceAccount: string;
    readonly occurrences: bigint;
    readonly resource: {
      readonly name: string;
      readonly kind: string;
      readonly project: string;
      readonly location: string;
      readonly job: string;
      readonly labels: ReadonlyMap<string, string>;
      readonly ancestors: readonly string[];
    };
  };
}

/** What `conditionView` is made of; labels and ancestors are empty where they are not known. */
export interface Viewed {
  readonly rule: string;
  readonly severity: Severity;
  readonly owner: string;
  readonly attempted: boolean;
  readonly principal: string;
  readonly serviceAccount: string | undefined;
  readonly occurrences: number;
  readonly resource: Resource;
  readonly labels: Readonly<Record<string, string>>;
  readonly ancestors: readonly string[];
}

type Match =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  /** It could not be evaluated: no match, and no change either. */
  | { readonly kind: 'unreadable'; readonly because: string };

export interface Condition {
  readonly text: string;
  /** The text is the literal `true`, so whatever comes behind it is never asked. */
  readonly always: boolean;
  match(view: ConditionView): Match;
}

export type Compiled =
  | { readonly ok: true; readonly condition: Condition }
  /** `offset` counts UTF-16 units from the start of the text. */
  | { readonly ok: false; readonly offset: number; readonly message: string };

/** A CEL condition, parsed and type-checked, which must yield true or false. https://cel.dev */
export function compileCondition(text: string, chosen: Chosen = 'setting'): Compiled {
  const { environment, fields } = ENVIRONMENTS[chosen];
  try {
    const parsed = environment.parse(text);
    const refused = refusedPart(parsed.ast);
    if (refused !== undefined) return { ok: false, ...refused };
    const checked = parsed.check();
    if (!checked.valid) return { ok: false, ...explained(checked.error, fields) };
    if (checked.type !== 'bool') {
      const message = `The condition yields ${checked.type}, and must yield true or false.`;
      return { ok: false, offset: 0, message };
    }
    const always = parsed.ast.op === 'value' && parsed.ast.args === true;
    return { ok: true, condition: { text, always, match: (view) => run(parsed, view) } };
  } catch (error) {
    if (error instanceof ParseError) return { ok: false, ...explained(error, fields) };
    throw error;
  }
}

export function conditionView(viewed: Viewed): ConditionView {
  const { rule, severity, owner, attempted, principal, serviceAccount = '', resource } = viewed;
  const { kind, project, location, name: job } = resource;
  const name = fullResourceName(resource);
  const labels = new Map(Object.entries(viewed.labels));
  const { ancestors } = viewed;
  const occurrences = BigInt(viewed.occurrences);
  return {
    finding: {
      rule,
      severity,
      owner,
      attempted,
      principal,
      serviceAccount,
      occurrences,
      resource: { name, kind, project, location, job, labels, ancestors },
    },
  };
}

function run(parsed: (view: Readonly<Record<string, unknown>>) => unknown, view: ConditionView) {
  try {
    const answer = parsed({ ...view });
    if (typeof answer === 'boolean') return { kind: answer ? 'yes' : 'no' } as const;
    return { kind: 'unreadable', because: 'it yielded neither true nor false' } as const;
  } catch (error) {
    if (error instanceof EvaluationError) {
      return { kind: 'unreadable', because: error.summary } as const;
    }
    return { kind: 'unreadable', because: error instanceof Error ? error.message : '' } as const;
  }
}

function explained(
  error: Pick<ParseError, 'summary' | 'range'> | undefined,
  fields: readonly string[],
) {
  const summary = error?.summary ?? 'unknown fault';
  const missing = /^No such key: (\w+)$/.exec(summary)?.[1];
  const meant = missing === undefined ? undefined : closest(missing, fields);
  const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
  const message = `The condition does not compile: ${summary}${hint || '.'}`;
  return { offset: error?.range?.start ?? 0, message };
}
