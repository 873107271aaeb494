import { z } from 'zod';
import { askConsole, type ConsoleOptions } from './ask-console.ts';
import { requirePrincipal } from './require-principal.ts';
import { format, Unusable } from './unusable.ts';

export interface AskOptions extends ConsoleOptions {
  /** Who asks where there is no token; the local organization takes his word for it. */
  readonly as: string;
  readonly format: string;
}

/** What a running Bailiff said; `ok` is false when it refused. */
export interface Said {
  readonly ok: boolean;
  readonly text: string;
}

const Refused = z.object({ error: z.string() });

/**
 * Asks a running Bailiff as an approver: GET without a body, else POST. `ok` is false when it refuses (403, 409), with its
 * own words on why. Throws Unusable for what cannot be asked: nobody answers, nothing is known by that name, a bad principal.
 */
export async function callConsole<A extends z.ZodType>(
  { path, body }: { readonly path: string; readonly body?: object | undefined },
  options: AskOptions,
  Answer: A,
  words: (answer: z.infer<A>, status: number) => string,
): Promise<Said> {
  const wanted = format(options.format);
  requirePrincipal(options.as);
  const local = `Bearer sandbox:${options.as}`;
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const { status, body: answer, origin } = await askConsole(options, path, { ...sent, local });
  const taken = Answer.safeParse(answer);
  if ((status === 200 || status === 202) && taken.success)
    return { ok: true, text: wanted === 'json' ? json(answer) : words(taken.data, status) };
  const refused = Refused.safeParse(answer);
  if (!refused.success)
    throw new Unusable(
      `${origin} answered ${status}, and not as a Bailiff console does. Check --url.`,
    );
  const { error } = refused.data;
  if (status !== 403 && status !== 409) throw new Unusable(error);
  return { ok: false, text: wanted === 'json' ? json(answer) : `Refused: ${clean(error)}\n` };
}

/** Names of jobs and accounts are strangers' words: no control character of theirs reaches the terminal. */
export function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function json(answer: unknown): string {
  return `${JSON.stringify(answer, null, 2)}\n`;
}
