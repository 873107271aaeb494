import { Hono } from 'hono';
import { z } from 'zod';
import type { Finding } from '../../shared/domain/finding.ts';
import { MODES } from '../../shared/domain/mode.ts';
import { approve } from './approve.ts';
import type { Answer, ApproverPorts } from './approver-ports.ts';
import { asApprover, Reason, smallBody } from './as-approver.ts';
import { closeAlert } from './close-alert.ts';
import type { GuardEnv } from './guard.ts';
import { reject } from './reject.ts';
import { setCeiling, showCeiling } from './set-ceiling.ts';
import { undo } from './undo.ts';

const UNKNOWN = 'No finding has that id. GET /api/findings lists them.';

const Approve = z.strictObject({
  digest: z
    .string()
    .regex(/^[0-9a-f]{12,64}$/i, 'must be the first 12 digits of the digest, or more')
    .optional(),
});
const Reject = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const Undo = z.strictObject({ dryRun: z.boolean().optional() });
const Close = z.strictObject({ why: Reason });
const Ceiling = z.strictObject({ mode: z.enum(MODES), why: Reason });

/**
/**
 * What an approver may ask. Of a finding nothing is done here: it is recorded, and remediate is told to look. A ceiling
 * holds as soon as it is recorded.
 */
export function approverRoutes(ports: ApproverPorts): Hono<GuardEnv> {
  const app = new Hono<GuardEnv>();
  app.use('/api/:what/:id/:verb', smallBody);
  app.use('/api/ceiling', smallBody);
  app.post('/api/findings/:id/approve', taking(Approve, ports, approve));
  app.post('/api/findings/:id/reject', taking(Reject, ports, reject));
  app.post('/api/findings/:id/undo', taking(Undo, ports, undo));
  app.post(
    '/api/alerts/:id/close',
    asApprover(Close, ports, (by, { why }, context) =>
      closeAlert(context.req.param('id') ?? '', by, why, ports),
    ),
  );
  app.get(
    '/api/ceiling',
    asApprover(z.object({}), ports, () => showCeiling(ports)),
  );
  app.post(
    '/api/ceiling',
    asApprover(Ceiling, ports, (by, { mode, why }) => setCeiling(mode, by, why, ports)),
  );
  return app;
}

function taking<B extends z.ZodType>(
  Body: B,
  ports: ApproverPorts,
  ask: (finding: Finding, by: string, body: z.infer<B>, ports: ApproverPorts) => Promise<Answer>,
) {
  return asApprover(Body, ports, async (by, body, context) => {
    const finding = await ports.ledger.finding(context.req.param('id') ?? '');
    if (finding === undefined) return { kind: 'refused', status: 404, because: UNKNOWN };
    return ask(finding, by, body, ports);
  });
}
