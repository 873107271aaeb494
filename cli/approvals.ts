import { z } from 'zod';
import { askConsole, type ConsoleOptions } from './ask-console.ts';
import { format, Unusable } from './unusable.ts';

/** What an approver wants of a finding. */
export type Verb = 'approve' | 'reject' | 'undo';

export interface AskOptions extends ConsoleOptions {
  /** Who asks where there is no token; the local organization takes his word for it. */
  readonly as: string;
  readonly format: string;
}

const PRINCIPAL = /^(?:user|serviceAccount):[^\s@:]+@[^\s@]+$/;

const Taken = z.looseObject({
  finding: z.string(),
  said: z.string(),
  does: z.array(z.string()).optional(),
  notes: z.array(z.string()).optional(),
  stays: z.array(z.string()).optional(),
});
const Refused = z.object({ error: z.string() });

/**
 * Asks a running Bailiff; `ok` is false when it refuses (403, 409), with its own words on why. Throws Unusable for what
 * cannot be asked: nobody answers, no such finding, a bad digest or principal.
 */
export async function askApprover(
  verb: Verb,
  finding: string,
  body: object,
  options: AskOptions,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const wanted = format(options.format);
  if (!PRINCIPAL.test(options.as))
    throw new Unusable(`--as ${options.as} is nobody; write user:EMAIL or serviceAccount:EMAIL.`);
  const path = `/api/findings/${encodeURIComponent(finding)}/${verb}`;
  const local = `Bearer sandbox:${options.as}`;
  const asked = { method: 'POST', body: JSON.stringify(body), local };
  const { status, body: answer, origin } = await askConsole(options, path, asked);
  const taken = Taken.safeParse(answer);
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

function words(
  { finding, said, does = [], notes = [], stays = [] }: z.infer<typeof Taken>,
  status: number,
): string {
  const lines = [said, ...[...does, ...notes, ...stays].map((line) => `  ${line}`)];
  // 200 is the answer of a dry run: nothing comes of it.
  const more = status === 202 ? [`What comes of it stands in the history of ${finding}.`] : [];
  return [...lines, ...more].map((line) => `${clean(line)}\n`).join('');
}

/** Names of jobs and accounts are strangers' words: no control character of theirs reaches the terminal. */
function clean(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}

function json(answer: unknown): string {
  return `${JSON.stringify(answer, null, 2)}\n`;
}
