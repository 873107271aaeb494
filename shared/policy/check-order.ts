import type { z } from 'zod';
import { compileCondition } from './condition.ts';

type Entry = Partial<{ name: string; when: string }>;

/**
 * For a list of which the first whose condition is true is taken, `what` naming its entries: a fault at every name that
 * stands there before, and at every entry behind one that is always true.
 */
export function checkOrder(what: 'override' | 'route') {
  const one = what === 'override' ? `an ${what}` : `a ${what}`;
  return (entries: readonly Entry[], context: z.core.$RefinementCtx<unknown>): void => {
    const always = entries.findIndex((entry) => isAlways(entry?.when));
    const last = entries[always]?.name ?? `number ${always + 1}`;
    for (const [index, entry] of entries.entries()) {
      const { name } = entry ?? {};
      if (entries.findIndex((other) => other?.name === name) < index) {
        const message = `There is ${one} "${name}" already: give each its own name.`;
        context.addIssue({ code: 'custom', path: [index, 'name'], message });
      }
      if (always === -1 || index <= always) continue;
      const message = `This ${what} is never reached: "${last}" before it is always true.`;
      context.addIssue({ code: 'custom', path: [index], message });
    }
  };
}

function isAlways(when: unknown): boolean {
  const compiled = typeof when === 'string' ? compileCondition(when) : undefined;
  return compiled?.ok === true && compiled.condition.always;
}
