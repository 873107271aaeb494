import type { ActionSettings, Decision } from '../domain/decision.ts';
import { lower, reaches } from '../domain/mode.ts';

/** The decision as far as an earlier version of the policy, which decides `bound`, goes along with it. */
export function narrowerDecision(decision: Decision, bound: Decision, until: string): Decision {
  const lowest = lower(decision.mode, bound.mode);
  const action = commonAction(decision.action, bound.action);
  const apart = action === 'none in common' && reaches(lowest, 'approve');
  const mode = apart ? 'ticket' : lowest;
  const because = apart
    ? `Until ${until} an earlier version of the policy holds too, which mends it in another way, so nothing is changed.`
    : `Until ${until} an earlier version of the policy holds too, which goes no further than ${mode}: ${bound.because.join(' ')}`;
  const managed = decision.managed ?? bound.managed;
  return {
    ...decision,
    ...(managed === undefined ? {} : { managed }),
    mode,
    because: mode === decision.mode ? decision.because : [...decision.because, because],
    exemption: decision.exemption ?? bound.exemption,
    action: action === 'none in common' ? undefined : action,
    remediateExecuted: decision.remediateExecuted && bound.remediateExecuted,
  };
}

function commonAction(
  one: ActionSettings | undefined,
  other: ActionSettings | undefined,
): ActionSettings | undefined | 'none in common' {
  if (one === undefined && other === undefined) return undefined;
  if (one?.existing !== undefined && one.existing === other?.existing) return one;
  if (one?.create === undefined || other?.create === undefined) return 'none in common';
  const { roles } = other.create;
  return { create: { roles: one.create.roles.filter((role) => roles.includes(role)) } };
}
