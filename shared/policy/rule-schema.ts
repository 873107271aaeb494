import { z } from 'zod';
import type { Deployment } from '../domain/deployment.ts';
import { MODES, type Mode, reaches } from '../domain/mode.ts';
import { actionSchema } from './action-schema.ts';
import { compileCondition } from './condition.ts';
import { ON_LISTS, ON_MAPS } from './even-if-wrong.ts';
import { mendingOf } from './mending.ts';

export const modeSchema = z
  .enum(MODES)
  .describe(
    'How far Bailiff goes: observe records, ticket also tells, approve also plans and waits for an approver, remediate also acts.',
  );

export const conditionSchema = z
  .string()
  .max(1000, { error: 'A condition may have 1,000 characters.' })
  .superRefine((text, context) => {
    const compiled = compileCondition(text);
    if (compiled.ok) return;
    const { message, offset } = compiled;
    context.addIssue({ code: 'custom', message, params: { offset } });
  })
  .describe(
    'A CEL condition over `finding` that yields true or false, e.g. finding.resource.project == "data-dev".',
  );

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
      when: conditionSchema,
      ...settings,
    })
    .superRefine((value, context) => requireAction(value, takesAction, context), ON_MAPS);
  return z
    .strictObject({
      ...settings,
      overrides: z
        .array(override)
        .superRefine(checkOrder, ON_LISTS)
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

function checkOrder(
  overrides: readonly Partial<{ name: string; when: string }>[],
  context: Context,
) {
  const names = new Set<unknown>();
  let always: string | undefined;
  for (const [index, override] of overrides.entries()) {
    const { name, when } = override ?? {};
    if (names.has(name)) {
      const message = `There is an override "${name}" already: give each its own name.`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
    if (always !== undefined) {
      const message = `This override is never reached: "${always}" before it is always true.`;
      context.addIssue({ code: 'custom', path: [index], message });
    }
    if (typeof name === 'string') names.add(name);
    if (typeof when === 'string' && isAlways(when)) always ??= name ?? `number ${index + 1}`;
  }
}

function isAlways(when: string): boolean {
  const compiled = compileCondition(when);
  return compiled.ok && compiled.condition.always;
}
