import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Finding } from '../../shared/domain/finding.ts';
import { approverFault } from '../../shared/engine/approver.ts';
import { approve } from './approve.ts';
import type { Answer, ApproverPorts } from './approver-ports.ts';
import type { GuardEnv } from './guard.ts';
import { reject } from './reject.ts';
import { undo } from './undo.ts';

const LARGEST_BYTES = 16 * 1024;
const UNKNOWN = 'No finding has that id. GET /api/findings lists them.';

const Approve = z.strictObject({
  digest: z
    .string()
    .regex(/^[0-9a-f]{12,64}$/i, 'must be the first 12 digits of the digest, or more')
    .optional(),
});
const Reject = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const Undo = z.strictObject({ dryRun: z.boolean().optional() });

/**
 * What an approver may ask of a finding. Nothing is done here: it is recorded, and remediate is told to look. A foreign
 * page can send none of it: the guard refuses it, and no browser lets it set a token or this content type without
 * asking first, to which nothing here ever agrees.
 */
export function approverRoutes(ports: ApproverPorts): Hono<GuardEnv> {
  const app = new Hono<GuardEnv>();
  app.use('/api/findings/:id/:verb', bodyLimit({ maxSize: LARGEST_BYTES, onError: tooLarge }));
  app.post('/api/findings/:id/approve', taking(Approve, ports, approve));
  app.post('/api/findings/:id/reject', taking(Reject, ports, reject));
  app.post('/api/findings/:id/undo', taking(Undo, ports, undo));
  return app;
}

function taking<B extends z.ZodType>(
  Body: B,
  ports: ApproverPorts,
  ask: (finding: Finding, by: string, body: z.infer<B>, ports: ApproverPorts) => Promise<Answer>,
) {
  return async (context: Context<GuardEnv, '/api/findings/:id/:verb'>) => {
    if (!/^application\/json\s*(?:;|$)/i.test(context.req.header('content-type') ?? ''))
      return refuse(context, 415, 'Send a JSON object with content-type: application/json.');
    const caller = context.get('caller') ?? (await ports.authenticate(context.req.raw.headers));
    if (caller.kind === 'nobody') return refuse(context, 401, caller.why);
    const { by } = caller;
    const fault = approverFault(by, ports.deployment);
    if (fault !== undefined) return refuse(context, 403, fault);
    const body = Body.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return refuse(context, 400, badBody(body.error));
    const finding = await ports.ledger.finding(context.req.param('id') ?? '');
    if (finding === undefined) return refuse(context, 404, UNKNOWN);
    const answer = await ask(finding, by, body.data, ports);
    return answer.kind === 'refused'
      ? refuse(context, answer.status, answer.because)
      : context.json(answer.body, answer.status);
  };
}

function refuse(
  context: Context<GuardEnv>,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415,
  error: string,
) {
  return context.json({ error }, status);
}

function tooLarge(context: Context<GuardEnv>) {
  return refuse(context, 413, `A request here has at most ${LARGEST_BYTES} bytes.`);
}

function badBody(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  return `The body is no such JSON object: ${faults.join('; ')}`;
}
