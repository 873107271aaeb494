import { oneLine } from './one-line.ts';

/** One word of a shell's command line, quoted where the shell would read more into it; see oneLine for what it changes. */
export function shellWord(value: string): string {
  const text = oneLine(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
