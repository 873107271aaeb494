import { z } from 'zod';
import { NoCredentials } from '../http/credentials.ts';
import { Unanswered } from '../http/unanswered.ts';
import { ApiFailure } from './api-failure.ts';
import { CODES, nameOfStatus } from './codes.ts';

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
/** The members of a gax error that are looked at; the rest holds the request. */
const Thrown = z.object({
  name: text,
  message: text,
  code: number,
  cause: z.unknown().optional(),
  httpStatusCode: number,
  reason: text,
});
type Thrown = z.infer<typeof Thrown>;

// Of clients that wrap what they caught, and wrap that again.
const DEEPEST = 5;

/**
 * What a call over REST or a gax client threw, as ApiFailure; one that was made before is handed on as it is.
 */
export function toApiFailure(api: string, error: unknown): ApiFailure {
  const own = ownAmong(api, error, DEEPEST);
  if (own !== undefined) return own;
  const thrown = Thrown.safeParse(error).data ?? {};
  return translated(api, thrown) ?? broken(api, thrown);
}

/** What this repository's own HTTP threw, however often a client wrapped it. */
function ownAmong(api: string, error: unknown, deepest: number): ApiFailure | undefined {
  if (!(error instanceof Error) || deepest === 0) return undefined;
  if (error instanceof ApiFailure) return error;
  if (error instanceof Unanswered) return unanswered(api, error);
  if (error instanceof NoCredentials)
    return new ApiFailure(`${error.message}: ${error.remedy}`, {
      status: 401,
      code: 'UNAUTHENTICATED',
      api,
    });
  return ownAmong(api, error.cause, deepest - 1);
}

function unanswered(api: string, { kind, code }: Unanswered): ApiFailure {
  return kind === 'late'
    ? new ApiFailure(`${api} did not answer in time.`, {
        status: 504,
        code: 'DEADLINE_EXCEEDED',
        api,
      })
    : new ApiFailure(`${api} could not be reached (${code ?? 'no code'}).`, {
        status: 503,
        code: 'UNAVAILABLE',
        api,
      });
}

/** A gax client numbers its errors by google.rpc.Code; so does an operation that failed. */
function translated(api: string, thrown: Thrown): ApiFailure | undefined {
  const { code, httpStatusCode, cause, reason } = thrown;
  const known = code === undefined ? undefined : CODES.get(code);
  const status = httpStatusCode ?? known?.[1];
  if (status === undefined) return undefined;
  // gax also says UNAVAILABLE when it cannot read an answer, and its message then quotes the answer.
  const own = httpStatusCode === undefined && status === 503 && cause !== undefined;
  const message = own ? `${api} could not be reached.` : thrown.message;
  return new ApiFailure(message ?? `${api} answered with HTTP ${status}.`, {
    status,
    code: known?.[0] ?? nameOfStatus(status),
    reason,
    api,
  });
}

/** Not Google's answer: its message may quote what was to be sent, so it is not repeated. */
function broken(api: string, { name }: Thrown): ApiFailure {
  return new ApiFailure(`The client of ${api} failed by itself (${name ?? 'no error'}).`, {
    status: 500,
    code: 'INTERNAL',
    api,
    retryable: false,
  });
}
