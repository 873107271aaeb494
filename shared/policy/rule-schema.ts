import { z } from 'zod';
import type { Deployment } from '../domain/deployment.ts';
import { MODES, type Mode, reaches } from '../domain/mode.ts';
import { actionSchema } from './action-schema.ts';
import { checkOrder } from './check-order.ts';
import { compileCondition } from './condition.ts';
import { conditionSchema } from './condition-schema.ts';
import { ON_LISTS, ON_MAPS } from './even-if-wrong.ts';
import { mendingOf } from './mending.ts';

export const modeSchema = z
  .enum(MODES)
  .describe(
    'How far Bailiff goes: observe records, ticket also tells, approve also plans and waits for an approver, remediate also acts.',
  );

/** What overrides and exemptions are chosen by. */
export const settingCondition = conditionSchema((text) => compileCondition(text));

/** As much of a rule as the policy needs: the ids are passed in, so that no rule's code is imported here. */
export interface RuleEntry {
  readonly id: string;
  readonly summary: string;
}

/** The settings of one rule; whether it takes an `action`, which approve and remediate then need, mending.ts tells. */
export function ruleSchema({ id, summary }: RuleEntry, deployment: Deployment | undefined) {
  const takesAction = mendingOf(id)?.by === 'settings';
  const settings = {
    mode: modeSchema,
    action: takesAction ? actionSchema(deployment).optional() : noAction(id),
    remediateExecuted: z
      .boolean()
      .default(false)
      .describe(
        'Also change jobs that have been executed before; otherwise they wait for an approver.',
      ),
  };
  const override = z
    .strictObject({
      name: z
        .string()
        .min(1, { error: 'Give the override a name: it stands in every decision it makes.' })
        .max(100, { error: 'A name may have 100 characters.' })
        .describe('Says in a few words which case this is; it stands in every decision it makes.'),
      when: settingCondition,
      ...settings,
    })
    .superRefine((value, context) => requireAction(value, takesAction, context), ON_MAPS);
  return z
    .strictObject({
      ...settings,
      overrides: z
        .array(override)
        .superRefine(checkOrder('override'), ON_LISTS)
        .default([])
        .describe(
          'The first whose condition is true is used whole in place of the rule; nothing is merged.',
        ),
    })
    .superRefine((value, context) => requireAction(value, takesAction, context), ON_MAPS)
    .describe(summary);
}

/** Absent: named here only so that it is refused with its reason, and not as a slip of the pen. */
function noAction(rule: string) {
  const reason =
    mendingOf(rule)?.by === 'trust'
      ? 'what it may grant is named under trust'
      : 'nothing that Bailiff does mends it';
  const error = `The rule ${rule} takes no action, since ${reason}: leave the key out.`;
  return z.never({ error }).optional();
}

type Context = z.core.$RefinementCtx<unknown>;

function requireAction(
  value: Partial<{ mode: Mode; action: unknown }>,
  takesAction: boolean,
  context: Context,
) {
  const { mode, action } = value;
  if (!takesAction || mode === undefined || !MODES.includes(mode)) return;
  if (action !== undefined || !reaches(mode, 'approve')) return;
  const message = `Mode ${mode} needs an action beside it: existing, an account that is there, or create, one made for the job.`;
  context.addIssue({ code: 'custom', path: ['mode'], message });
}
