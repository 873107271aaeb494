import { z } from 'zod';
import { type AskOptions, callConsole, clean, type Said } from './console-call.ts';

/** What an approver wants of a finding. */
export type Verb = 'approve' | 'reject' | 'undo';

const Taken = z.looseObject({
  finding: z.string(),
  said: z.string(),
  does: z.array(z.string()).optional(),
  notes: z.array(z.string()).optional(),
  stays: z.array(z.string()).optional(),
});

/** Asks a running Bailiff for something about a finding, on the terms of askConsole. */
export function askApprover(
  verb: Verb,
  finding: string,
  body: object,
  options: AskOptions,
): Promise<Said> {
  const path = `/api/findings/${encodeURIComponent(finding)}/${verb}`;
  return callConsole({ path, body }, options, Taken, words);
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
