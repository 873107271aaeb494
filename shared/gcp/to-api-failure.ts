import { z } from 'zod';
import { ApiFailure } from './api-failure.ts';

/** google.rpc.Code by number, with the HTTP status it maps to. https://cloud.google.com/apis/design/errors */
const CODES: ReadonlyMap<number, readonly [name: string, status: number]> = new Map([
  [1, ['CANCELLED', 499]],
  [2, ['UNKNOWN', 500]],
  [3, ['INVALID_ARGUMENT', 400]],
  [4, ['DEADLINE_EXCEEDED', 504]],
  [5, ['NOT_FOUND', 404]],
  [6, ['ALREADY_EXISTS', 409]],
  [7, ['PERMISSION_DENIED', 403]],
  [8, ['RESOURCE_EXHAUSTED', 429]],
  [9, ['FAILED_PRECONDITION', 400]],
  [10, ['ABORTED', 409]],
  [11, ['OUT_OF_RANGE', 400]],
  [12, ['UNIMPLEMENTED', 501]],
  [13, ['INTERNAL', 500]],
  [14, ['UNAVAILABLE', 503]],
  [15, ['DATA_LOSS', 500]],
  [16, ['UNAUTHENTICATED', 401]],
]);

// The first code of a status is the general one: 409 without a name is taken for ABORTED below.
const NAMES: ReadonlyMap<number, string> = new Map([
  ...[...CODES.values()].reverse().map(([name, status]) => [status, name] as const),
  [409, 'ABORTED'],
  [500, 'INTERNAL'],
]);

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const Violations = z
  .array(z.object({ type: text }).catch({ type: undefined }))
  .optional()
  .catch(undefined);
/** google.rpc.ErrorInfo tells a reason, google.rpc.PreconditionFailure what was violated. */
const Details = z
  .array(
    z
      .object({ reason: text, violations: Violations })
      .catch({ reason: undefined, violations: undefined }),
  )
  .optional()
  .catch(undefined);
/** google.rpc.Status as REST carries it, or an OAuth error, which is a word and a description. */
const Body = z
  .object({
    error: z.union([z.string(), z.object({ message: text, status: text, details: Details })]),
    error_description: text,
  })
  .optional()
  .catch(undefined);
/** The members of a gaxios or gax error that are looked at; the rest holds the request. */
const Thrown = z.object({
  name: text,
  message: text,
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
  config: z.unknown().optional(),
  cause: z.unknown().optional(),
  response: z.object({ status: number, data: z.unknown().optional() }).optional().catch(undefined),
  httpStatusCode: number,
  reason: text,
});
type Thrown = z.infer<typeof Thrown>;

const CONSTRAINT = /\b(?:constraints|customConstraints)\/\w[\w.]*\w/;
const NO_CREDENTIALS = 'Could not load the default credentials';

/**
 * What a googleapis (gaxios) or gax client threw, as ApiFailure; one that was made before is handed on as it is.
 */
export function toApiFailure(api: string, error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  if (error instanceof Error && error.cause instanceof ApiFailure) return error.cause;
  const thrown = Thrown.safeParse(error).data ?? {};
  return (
    answered(api, thrown) ??
    unreached(api, thrown) ??
    translated(api, thrown) ??
    broken(api, thrown)
  );
}

/** The API answered with an error over REST (gaxios). */
function answered(api: string, { response }: Thrown): ApiFailure | undefined {
  const status = response?.status;
  if (status === undefined) return undefined;
  const body = Body.parse(response?.data);
  const said = body?.error;
  if (said === undefined || typeof said === 'string') {
    const words = [said, body?.error_description].filter((word) => word !== undefined);
    const message = words.length > 0 ? words.join(': ') : `${api} answered with HTTP ${status}.`;
    return new ApiFailure(message, { status, code: NAMES.get(status) ?? 'UNKNOWN', api });
  }
  return new ApiFailure(said.message ?? `${api} answered with HTTP ${status}.`, {
    status,
    code: said.status ?? NAMES.get(status) ?? 'UNKNOWN',
    reason: said.details?.find(({ reason }) => reason !== undefined)?.reason,
    constraint: constraintIn(said),
    api,
  });
}

/** By its name wherever it stands, since Google words such refusals differently from API to API. */
function constraintIn({
  message,
  details,
}: {
  readonly message?: string | undefined;
  readonly details?: z.output<typeof Details>;
}): string | undefined {
  const types = (details ?? []).flatMap(({ violations }) => violations ?? []);
  const texts = [...types.map(({ type }) => type), message];
  return texts.map((one) => CONSTRAINT.exec(one ?? '')?.[0]).find((one) => one !== undefined);
}

/** A request that got no answer: gaxios hangs its configuration on the error and the system's code. */
function unreached(api: string, { code, config, name }: Thrown): ApiFailure | undefined {
  if (config === undefined) return undefined;
  const late = [code, name].some((word) => word === 'TimeoutError' || word === 'ETIMEDOUT');
  return late
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
  const known = typeof code === 'number' ? CODES.get(code) : undefined;
  const status = httpStatusCode ?? known?.[1];
  if (status === undefined) return undefined;
  // gax also says UNAVAILABLE when it cannot read an answer, and its message then quotes the answer.
  const own = httpStatusCode === undefined && status === 503 && cause !== undefined;
  const message = own ? `${api} could not be reached.` : thrown.message;
  return new ApiFailure(message ?? `${api} answered with HTTP ${status}.`, {
    status,
    code: known?.[0] ?? NAMES.get(status) ?? 'UNKNOWN',
    reason,
    api,
  });
}

/** Not Google's answer: its message may quote what was to be sent, so it is not repeated. */
function broken(api: string, { name, message }: Thrown): ApiFailure {
  if (message?.startsWith(NO_CREDENTIALS))
    return new ApiFailure(
      `${NO_CREDENTIALS}: run where Google Cloud provides them, or log in with gcloud auth application-default login.`,
      { status: 401, code: 'UNAUTHENTICATED', api },
    );
  return new ApiFailure(`The client of ${api} failed by itself (${name ?? 'no error'}).`, {
    status: 500,
    code: 'INTERNAL',
    api,
    retryable: false,
  });
}
