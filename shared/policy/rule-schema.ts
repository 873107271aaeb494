import { z } from 'zod';
import type { Deployment } from '../domain/deployment.ts';
import { MODES, type Mode, reaches } from '../domain/mode.ts';
import { actionSchema } from './action-schema.ts';
import { compileCondition } from './condition.ts';

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

// These checks run even when a part is wrong, so that one reading of the file lists every fault.
const ON_MAPS = { when: ({ value }: { value: unknown }) => value instanceof Object };
const ON_LISTS = { when: ({ value }: { value: unknown }) => Array.isArray(value) };

/** The settings of one rule. `mends` says that an action exists for the rule, which approve and remediate then need. */
export function ruleSchema(summary: string, mends: boolean, deployment: Deployment | undefined) {
  const settings = {
    mode: modeSchema,
    action: actionSchema(deployment).optional(),
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
    .superRefine((value, context) => requireAction(value, mends, context), ON_MAPS);
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
    .superRefine((value, context) => requireAction(value, mends, context), ON_MAPS)
    .describe(summary);
}

type Context = z.core.$RefinementCtx<unknown>;

function requireAction(
  value: Partial<{ mode: Mode; action: unknown }>,
  mends: boolean,
  context: Context,
) {
  const { mode, action } = value;
  if (!mends || mode === undefined || !MODES.includes(mode)) return;
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
