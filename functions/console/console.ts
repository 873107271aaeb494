import { Hono } from 'hono';
import { z } from 'zod';
import { claimedResource, FINDING_STATES, type Finding } from '../../shared/domain/finding.ts';
import type { Step } from '../../shared/domain/plan.ts';
import { fullResourceName, parseResource } from '../../shared/domain/resource.ts';
import { concerns } from '../../shared/ledger/concerns.ts';
import type { Remediation } from '../../shared/ledger/journal.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { FindingFilter } from '../../shared/ledger/sighting.ts';
import type { ApproverPorts } from './approver-ports.ts';
import { approverRoutes } from './approver-routes.ts';

/** What the console reads. */
type ConsoleLedger = Pick<
  Ledger,
  'findings' | 'finding' | 'remediationsOf' | 'tickets' | 'alerts' | 'counts'
>;

export type ConsolePorts = ApproverPorts & { readonly ledger: ConsoleLedger };

const Query = z.object({
  state: z.enum(FINDING_STATES).optional(),
  resource: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  after: z.string().max(600).optional(),
});

/** The JSON endpoints: findings, tickets, alerts and what was counted; and what approvers ask. */
export function consoleApp(ports: ConsolePorts): Hono {
  const { ledger } = ports;
  const app = new Hono();
  app.get('/api/findings', async (context) => {
    const query = Query.safeParse(context.req.query());
    if (!query.success) return context.json({ error: badQuery(query.error) }, 400);
    const filter = filterOf(query.data);
    if (typeof filter === 'string') return context.json({ error: filter }, 400);
    const { findings, next } = await ledger.findings(filter);
    const shown = await Promise.all(findings.map((finding) => view(ledger, finding)));
    return context.json({ findings: shown, ...(next === undefined ? {} : { next }) });
  });
  app.get('/api/findings/:id', async (context) => {
    const finding = await ledger.finding(context.req.param('id'));
    if (finding !== undefined) return context.json(await view(ledger, finding));
    return context.json({ error: 'No finding has that id. GET /api/findings lists them.' }, 404);
  });
  app.get('/api/tickets', async (context) => context.json({ tickets: await ledger.tickets() }));
  app.get('/api/alerts', async (context) => context.json({ alerts: await ledger.alerts() }));
  app.get('/api/counts', async (context) => context.json({ counts: await ledger.counts() }));
  app.route('/', approverRoutes(ports));
  app.all('/api/*', (context) =>
    context.json(
      {
        error:
          'There is no such endpoint. These answer to GET: /api/findings, /api/findings/ID, /api/tickets, /api/alerts, /api/counts. And to POST: /api/findings/ID/approve, /api/findings/ID/reject, /api/findings/ID/undo.',
      },
      404,
    ),
  );
  app.onError((error, context) =>
    // A cursor that no page gave.
    error instanceof RangeError
      ? context.json({ error: error.message }, 400)
      : context.json({ error: 'That did not come to its end; try again. The log says why.' }, 500),
  );
  return app;
}

/** A finding as the interface promises it: flat, by full resource name, with the steps that were taken. */
async function view(ledger: ConsoleLedger, finding: Finding) {
  const { resource, resourceName, decision, ...rest } = finding;
  const remediations = await remediationsFor(ledger, finding);
  return {
    ...rest,
    resource: resourceName,
    project: resource.project,
    location: resource.location,
    job: resource.name,
    because: decision.because,
    wanted: decision.wanted,
    policyDigest: decision.policyDigest,
    steps: remediations.flatMap(({ decision: id, plan, steps, outcome }) =>
      steps.map(({ index, kind, began, ended }) => ({
        decision: id,
        kind,
        step: shown(plan?.steps[index]),
        began,
        ended,
        outcome: outcome?.kind,
      })),
    ),
  };
}

/** Those that mended the finding, by itself or together with others, or undid that. */
async function remediationsFor(
  ledger: ConsoleLedger,
  finding: Finding,
): Promise<readonly Remediation[]> {
  const past = await ledger.remediationsOf(claimedResource(finding));
  return past.filter((one) => concerns(one, finding.id));
}

/** A step without the nonce by which a retry knows its own account. */
function shown(step: Step | undefined): Omit<Step, 'nonce'> | undefined {
  if (step?.kind !== 'create-account') return step;
  const { nonce: _nonce, ...rest } = step;
  return rest;
}

function filterOf(query: z.infer<typeof Query>): FindingFilter | string {
  const resource = query.resource === undefined ? undefined : parseResource(query.resource);
  if (query.resource !== undefined && resource === undefined)
    return 'resource must read //run.googleapis.com/projects/P/locations/L/jobs/J.';
  return {
    ...(resource === undefined ? {} : { resource: fullResourceName(resource) }),
    ...(query.state === undefined ? {} : { states: [query.state] }),
    ...(query.limit === undefined ? {} : { limit: query.limit }),
    ...(query.after === undefined ? {} : { after: query.after }),
  };
}

function badQuery(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
