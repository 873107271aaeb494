import type { Policy, Settings } from './policy.ts';

/** One way in which a policy deals with findings of a rule: an override, the rule itself, or the default. */
export interface Case {
  /** For the middle of a sentence. */
  readonly label: string;
  /** The condition that must hold; `undefined` where none must. */
  readonly when: string | undefined;
  /** The conditions that must not hold, each with the label of its override. */
  readonly behind: ReadonlyMap<string, string>;
  readonly settings: Settings;
}

/** The cases of a rule in the order in which they are tried, without those that are never reached. */
export function casesOf(policy: Policy, rule: string): readonly Case[] {
  const named = policy.rules.get(rule);
  if (named === undefined) {
    const settings = { mode: policy.defaultMode, action: undefined, remediateExecuted: false };
    const label = `the default for the rule ${rule}`;
    return [{ label, when: undefined, behind: new Map(), settings }];
  }
  const cases: Case[] = [];
  const tried = new Map<string, string>();
  for (const override of named.overrides) {
    const { text, always } = override.when;
    const label = `override "${override.name}" of the rule ${rule}`;
    const behind = new Map(tried);
    if (!tried.has(text))
      cases.push({ label, when: always ? undefined : text, behind, settings: override });
    if (always) return cases;
    tried.set(text, tried.get(text) ?? label);
  }
  return [...cases, { label: `the rule ${rule}`, when: undefined, behind: tried, settings: named }];
}
