import type { z } from 'zod';

/** A fault at every text of a list that stands there before; what is no text is left to others to refuse. */
export function refuseDuplicates(
  texts: readonly unknown[],
  context: z.core.$RefinementCtx<unknown>,
): void {
  const seen = new Set<string>();
  for (const [index, text] of texts.entries()) {
    if (typeof text !== 'string') continue;
    if (seen.has(text))
      context.addIssue({ code: 'custom', path: [index], message: `${text} stands here twice.` });
    seen.add(text);
  }
}
