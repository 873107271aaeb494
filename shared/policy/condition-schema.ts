import { z } from 'zod';
import type { Compiled } from './condition.ts';

/** A text that compiles as a condition; where it does not, the fault says at which character. */
export function conditionSchema(compile: (text: string) => Compiled) {
  return z
    .string()
    .max(1000, { error: 'A condition may have 1,000 characters.' })
    .superRefine((text, context) => {
      const compiled = compile(text);
      if (compiled.ok) return;
      const { message, offset } = compiled;
      context.addIssue({ code: 'custom', message, params: { offset } });
    })
    .describe(
      'A CEL condition over `finding` that yields true or false, e.g. finding.resource.project == "data-dev".',
    );
}
