import type { Fetch } from './fetch.ts';
import { Unanswered } from './unanswered.ts';

export interface Question {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For the whole answer. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly status: number;
  /** The body, read as UTF-8. */
  readonly text: string;
  /** The value of a header, by its name in any case. */
  readonly header: (name: string) => string | undefined;
}

/** Asks once, and reads the whole answer, whatever its status. Rejects with Unanswered. */
export async function exchange(fetch: Fetch, url: string, question: Question): Promise<Answer> {
  const { method, headers, body, timeoutMs } = question;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(url, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
    });
    const bytes = await answer.arrayBuffer();
    const header = (name: string) => answer.headers?.get(name) ?? undefined;
    return { status: answer.status, text: Buffer.from(bytes).toString('utf8'), header };
  } catch (error) {
    throw signal.aborted ? new Unanswered('late') : new Unanswered('unreached', codeOf(error));
  }
}

/** The system's code, e.g. `ECONNREFUSED`; the global `fetch` hangs the error that has it on its own. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'code' in error && typeof error.code === 'string' ? error.code : codeOf(error.cause);
}
