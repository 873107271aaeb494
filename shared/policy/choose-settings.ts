import type { Cap } from '../domain/mode.ts';
import type { ConditionView } from './condition.ts';
import type { Policy, RuleSettings, Settings } from './policy.ts';

export interface Chosen {
  readonly settings: Settings;
  /** Which part of the file they come from, in a sentence. */
  readonly source: string;
  readonly caps: readonly Cap[];
}

/** What the policy asks for: the first override that matches, whole; else the rule; else the default. */
export function chooseSettings(policy: Policy, rule: string, view: ConditionView): Chosen {
  const named = policy.rules.get(rule);
  return named === undefined ? byDefault(policy, rule) : fromRule(named, rule, view);
}

function byDefault({ defaultMode: mode }: Policy, rule: string): Chosen {
  const source = `The policy does not name the rule ${rule}, and asks for ${mode} by default.`;
  return { settings: { mode, action: undefined, remediateExecuted: false }, source, caps: [] };
}

function fromRule(settings: RuleSettings, rule: string, view: ConditionView): Chosen {
  const caps: Cap[] = [];
  for (const override of settings.overrides) {
    const match = override.when.match(view);
    const named = `override "${override.name}" of the rule ${rule}`;
    if (match.kind === 'yes') {
      return { settings: override, source: `The ${named} asks for ${override.mode}.`, caps };
    }
    if (match.kind === 'unreadable') {
      const because = `The condition of the ${named} cannot be evaluated (${match.because}), so it goes no further than ticket.`;
      caps.push({ mode: 'ticket', because });
    }
  }
  return { settings, source: `The rule ${rule} asks for ${settings.mode}.`, caps };
}
