import { z } from 'zod';
import type { Answer } from '../http/exchange.ts';
import { ApiFailure } from './api-failure.ts';
import { nameOfStatus } from './codes.ts';

const text = z.string().optional().catch(undefined);
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

const CONSTRAINT = /\b(?:constraints|customConstraints)\/\w[\w.]*\w/;

/** An error that the API answered over REST. https://cloud.google.com/apis/design/errors */
export function answeredFailure(api: string, { status, text: answer }: Answer): ApiFailure {
  const body = Body.parse(json(answer));
  const said = body?.error;
  if (said === undefined || typeof said === 'string') {
    const words = [said, body?.error_description].filter((word) => word !== undefined);
    const message = words.length > 0 ? words.join(': ') : `${api} answered with HTTP ${status}.`;
    return new ApiFailure(message, { status, code: nameOfStatus(status), api });
  }
  return new ApiFailure(said.message ?? `${api} answered with HTTP ${status}.`, {
    status,
    code: said.status ?? nameOfStatus(status),
    reason: said.details?.find(({ reason }) => reason !== undefined)?.reason,
    constraint: constraintIn(said),
    api,
  });
}

/** `undefined` for a page of a proxy. */
function json(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
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
