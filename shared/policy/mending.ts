import type { ActionId } from '../domain/deployment.ts';
import type { Mode } from '../domain/mode.ts';

export interface Mending {
  /** Without it in the deployment's `actions` there is nothing to do but tell. */
  readonly action: ActionId;
  /** Where the owner names what is to be done: in the rule's own `action`, or under `trust`. */
  readonly by: 'settings' | 'trust';
  /** How far the action ever goes, whatever the policy says. */
  readonly most: Mode;
}

const MENDINGS: Readonly<Record<string, Mending>> = {
  'default-service-account': {
    action: 'assign-service-account',
    by: 'settings',
    most: 'remediate',
  },
  'missing-token-creator': { action: 'grant-token-creator', by: 'trust', most: 'remediate' },
  'missing-act-as': { action: 'grant-act-as', by: 'trust', most: 'remediate' },
  'cross-project-use-disabled': { action: 'allow-cross-project-use', by: 'trust', most: 'approve' },
};

/** What mends the findings of a rule; `undefined` for a rule that is only ever told of. */
export function mendingOf(rule: string): Mending | undefined {
  return Object.hasOwn(MENDINGS, rule) ? MENDINGS[rule] : undefined;
}
