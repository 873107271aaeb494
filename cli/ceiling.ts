import { z } from 'zod';
import { MODES } from '../shared/domain/mode.ts';
import { type AskOptions, callConsole, clean, type Said } from './console-call.ts';
import { table } from './table.ts';
import { Unusable } from './unusable.ts';

const Change = z.looseObject({
  mode: z.string(),
  by: z.string(),
  at: z.string(),
  why: z.string(),
});
const Answer = z.looseObject({
  said: z.string(),
  mode: z.string(),
  deployment: z.string(),
  history: z.array(Change),
});

const SHOWN = 10;

/** Shows how far a running Bailiff goes at most, or sets it where a mode is given, which takes a reason. */
export function ceiling(
  mode: string | undefined,
  why: string | undefined,
  options: AskOptions,
): Promise<Said> {
  const path = '/api/ceiling';
  if (mode === undefined) return callConsole({ path }, options, Answer, shown);
  if (!MODES.some((one) => one === mode))
    throw new Unusable(`${mode} is no mode; say ${MODES.join(', ')}.`);
  if (why === undefined) throw new Unusable('Say why, with --why TEXT: it stands in the history.');
  return callConsole(
    { path, body: { mode, why } },
    options,
    Answer,
    ({ said }) => `${clean(said)}\n`,
  );
}

function shown({ said, deployment, history }: z.infer<typeof Answer>): string {
  const rows = history
    .slice(-SHOWN)
    .toReversed()
    .map(({ at, mode, by, why }) => [at, mode, by, why]);
  const past = rows.length === 0 ? '' : table(['AT', 'CEILING', 'BY', 'WHY'], rows);
  return `${clean(said)} The deployment allows ${clean(deployment)}.\n${past}`;
}
