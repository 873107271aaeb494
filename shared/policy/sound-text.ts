import { z } from 'zod';

/** Any text with which nothing is wrong: `faultOf` says in a sentence what is, or `undefined`. */
export function soundText(faultOf: (text: string) => string | undefined) {
  return z.string().superRefine((text, context) => {
    const message = faultOf(text);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
}
