/** What a look at one thing came to. */
export interface Judged {
  /** `unknown` when it could not be told: that is never taken for `ok`. */
  readonly state: 'ok' | 'wrong' | 'unknown';
  /** Sentences. */
  readonly says: string;
  /** Lines for a shell, each of which mends it, or its part of it. */
  readonly mend: readonly string[];
}

export function ok(says: string): Judged {
  return { state: 'ok', says, mend: [] };
}

export function wrong(says: string, ...mend: readonly string[]): Judged {
  return { state: 'wrong', says, mend };
}

export function unknown(says: string, ...mend: readonly string[]): Judged {
  return { state: 'unknown', says, mend };
}

/** One thing with the line that mends it. */
export interface Fault {
  readonly says: string;
  readonly mend: string;
}

/** `wrong` with all faults, or `ok` with `fine` when there is none. Each line is said once. */
export function judge(faults: readonly Fault[], fine: string): Judged {
  if (faults.length === 0) return ok(fine);
  const mend = [...new Set(faults.map((fault) => fault.mend))];
  return wrong(faults.map(({ says }) => says).join(' '), ...mend);
}
