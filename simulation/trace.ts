import { createHash } from 'node:crypto';

/** What happened in one run, line by line. */
export interface Trace {
  /** The time of the lines that follow, milliseconds since 1970. */
  at(time: number): void;
  add(line: string): void;
  lines(): readonly string[];
  /** The same for two runs in which the same things happened at the same times. */
  digest(): string;
}

export function openTrace(start: number): Trace {
  const lines: string[] = [];
  let time = start;
  return {
    at(now) {
      time = now;
    },
    add(line) {
      lines.push(`${((time - start) / 1000).toFixed(3).padStart(10)} ${line}`);
    },
    lines: () => lines,
    digest: () => createHash('sha256').update(lines.join('\n')).digest('hex'),
  };
}
