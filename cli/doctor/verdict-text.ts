import type { Verdict } from './doctor.ts';

const MARKS = { ok: '✓', wrong: '✗', unknown: '?' } as const;
const WORDS = { ok: 'ok', wrong: 'wrong', unknown: 'could not tell' } as const;

/** For people: a line for each look, with what is wrong and the commands that mend it below. */
export function verdictText(verdicts: readonly Verdict[]): string {
  const width = Math.max(...verdicts.map(({ check }) => check.length));
  const lines = verdicts.flatMap(({ check, about, state, says, mend }) => [
    `${MARKS[state]} ${check.padEnd(width)}  ${about}: ${WORDS[state]}. ${says}`,
    ...mend.map((line) => `    $ ${line}`),
  ]);
  const count = (state: Verdict['state']) =>
    verdicts.filter((verdict) => verdict.state === state).length;
  const sum = `Of ${verdicts.length} things looked at ${count('wrong')} are wrong, and of ${count('unknown')} it could not be told.`;
  // Names of members and messages of APIs are strangers' words.
  return [...lines, '', sum].map((line) => `${line.replace(/\p{Cc}/gu, ' ')}\n`).join('');
}
