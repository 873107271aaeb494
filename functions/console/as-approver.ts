import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { approverFault } from '../../shared/engine/approver.ts';
import type { Answer, ApproverPorts } from './approver-ports.ts';
import type { GuardEnv } from './guard.ts';

const LARGEST_BYTES = 16 * 1024;

/** A reason that a person gives, on one line, for histories and alerts. */
export const Reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'must be one line of plain text');

/** Refuses what is larger than any request of an approver. */
export const smallBody = bodyLimit({
  maxSize: LARGEST_BYTES,
  onError: (context) => refuse(context, 413, `A request here has at most ${LARGEST_BYTES} bytes.`),
});

/**
 * The handler of a request that only an approver may make, with a body of this shape. A foreign page can send none of
 * it: the guard refuses it, and no browser lets it set a token or this content type without asking first, to which
 * nothing here ever agrees.
 */
export function asApprover<B extends z.ZodType>(
  Body: B,
  ports: ApproverPorts,
  answer: (by: string, body: z.infer<B>, context: Context<GuardEnv>) => Promise<Answer>,
) {
  return async (context: Context<GuardEnv>) => {
    const reads = context.req.method === 'GET';
    if (!reads && !/^application\/json\s*(?:;|$)/i.test(context.req.header('content-type') ?? ''))
      return refuse(context, 415, 'Send a JSON object with content-type: application/json.');
    const caller = context.get('caller') ?? (await ports.authenticate(context.req.raw.headers));
    if (caller.kind === 'nobody') return refuse(context, 401, caller.why);
    const { by } = caller;
    const fault = approverFault(by, ports.deployment);
    if (fault !== undefined) return refuse(context, 403, fault);
    const sent = reads ? {} : await context.req.json().catch(() => undefined);
    const body = Body.safeParse(sent);
    if (!body.success) return refuse(context, 400, badBody(body.error));
    const given = await answer(by, body.data, context);
    return given.kind === 'refused'
      ? refuse(context, given.status, given.because)
      : context.json(given.body, given.status);
  };
}

function refuse(
  context: Context<GuardEnv>,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415,
  error: string,
) {
  return context.json({ error }, status);
}

function badBody(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return `The body is no such JSON object: ${faults.join('; ')}`;
}
