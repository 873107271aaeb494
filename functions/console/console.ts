import { Hono } from 'hono';
import { z } from 'zod';
import { claimedResource, FINDING_STATES, type Finding } from '../../shared/domain/finding.ts';
import type { Step } from '../../shared/domain/plan.ts';
import { fullResourceName, parseResource } from '../../shared/domain/resource.ts';
import { concerns } from '../../shared/ledger/concerns.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import { pageLimit } from '../../shared/ledger/page.ts';
import type { FindingFilter } from '../../shared/ledger/sighting.ts';
import { alertCursor, ticketCursor } from '../../shared/ledger/told.ts';
import type { Log } from '../../shared/log.ts';
import type { ApproverPorts } from './approver-ports.ts';
import { approverRoutes } from './approver-routes.ts';
import { type GuardEnv, type GuardPorts, guard } from './guard.ts';

// A cursor holds an id, and ids hold the names of jobs, accounts and principals.
const LONGEST_CURSOR = 4096;

/** What the console reads. */
type ConsoleLedger = Pick<
  Ledger,
  'findings' | 'finding' | 'remediationsOf' | 'tickets' | 'alerts' | 'counts'
>;

export type ConsolePorts = ApproverPorts &
  GuardPorts & { readonly ledger: ConsoleLedger; readonly log: Pick<Log, 'error' | 'warn'> };

const LIMIT = { error: 'limit takes a whole number from 1 to 500.' };
const Page = z.strictObject({
  limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(500, LIMIT).optional(),
  after: z
    .string()
    .max(LONGEST_CURSOR, { error: 'after takes what the page before said as its next.' })
    .optional(),
});
const Query = Page.extend({
  state: z
    .enum(FINDING_STATES, { error: `state takes one of ${FINDING_STATES.join(', ')}.` })
    .optional(),
  resource: z.string().optional(),
});

/** The JSON endpoints: findings, tickets, alerts and what was counted; and what approvers ask. */
export function consoleApp(ports: ConsolePorts): Hono<GuardEnv> {
  const { ledger } = ports;
  const app = new Hono<GuardEnv>();
  app.use(guard(ports));
  app.get('/api/findings', async (context) => {
    const query = Query.safeParse(context.req.query());
    if (!query.success) return context.json({ error: badQuery(Query, query.error) }, 400);
    const filter = filterOf(query.data);
    if (typeof filter === 'string') return context.json({ error: filter }, 400);
    const { findings, next } = await ledger.findings(filter);
    // Without their steps, which would be one more query for each.
    return context.json({ findings: findings.map(view), ...(next === undefined ? {} : { next }) });
  });
  app.get('/api/findings/:id', async (context) => {
    const finding = await ledger.finding(context.req.param('id'));
    if (finding !== undefined)
      return context.json({ ...view(finding), steps: await stepsOf(ledger, finding) });
    return context.json({ error: 'No finding has that id. GET /api/findings lists them.' }, 404);
  });
  app.get('/api/tickets', async (context) => {
    const page = Page.safeParse(context.req.query());
    if (!page.success) return context.json({ error: badQuery(Page, page.error) }, 400);
    const tickets = await ledger.tickets(page.data);
    return context.json({ tickets, ...following(tickets, page.data.limit, ticketCursor) });
  });
  app.get('/api/alerts', async (context) => {
    const page = Page.safeParse(context.req.query());
    if (!page.success) return context.json({ error: badQuery(Page, page.error) }, 400);
    const alerts = await ledger.alerts(page.data);
    return context.json({ alerts, ...following(alerts, page.data.limit, alertCursor) });
  });
  app.get('/api/counts', async (context) => context.json({ counts: await ledger.counts() }));
  app.route('/', approverRoutes(ports));
  app.all('/api/*', (context) =>
    context.json(
      {
        error:
          'There is no such endpoint. These answer to GET: /api/findings, /api/findings/ID, /api/tickets, /api/alerts, /api/ceiling, /api/counts. And to POST: /api/findings/ID/approve, /api/findings/ID/reject, /api/findings/ID/undo, /api/alerts/ID/close, /api/ceiling.',
      },
      404,
    ),
  );
  app.onError((error, context) => {
    // A cursor that no page gave.
    if (error instanceof RangeError) return context.json({ error: error.message }, 400);
    ports.log.error('console could not answer a request.', { result: 'failed', error });
    return context.json(
      { error: 'That did not come to its end; try again. The log says why.' },
      500,
    );
  });
  return app;
}

/** The cursor of the next page, behind a full one: that there is nothing more is seen on the page that is not full. */
function following<T>(
  page: readonly T[],
  limit: number | undefined,
  cursor: (entry: T) => string,
): { readonly next?: string } {
  const last = page.length < pageLimit(limit, 'entries') ? undefined : page.at(-1);
  return last === undefined ? {} : { next: cursor(last) };
}

/** A finding as the interface promises it: flat, by full resource name. */
function view(finding: Finding) {
  const { resource, resourceName, decision, ...rest } = finding;
  return {
    ...rest,
    resource: resourceName,
    project: resource.project,
    location: resource.location,
    job: resource.name,
    because: decision.because,
    wanted: decision.wanted,
    ...(decision.telling === undefined ? {} : { telling: decision.telling }),
    policyDigest: decision.policyDigest,
  };
}

/** What was done to mend the finding, by itself or together with others, or to undo that. */
async function stepsOf(ledger: ConsoleLedger, finding: Finding) {
  const past = await ledger.remediationsOf(claimedResource(finding));
  return past
    .filter((one) => concerns(one, finding.id))
    .flatMap(({ decision, plan, steps, outcome }) =>
      steps.map(({ index, kind, began, ended }) => ({
        decision,
        kind,
        step: shown(plan?.steps[index]),
        began,
        ended,
        outcome: outcome?.kind,
      })),
    );
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

function badQuery(schema: z.ZodObject, { issues }: z.ZodError): string {
  const sentences = issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `There is no ${issue.keys.join(' and no ')} here: these may be asked for: ${Object.keys(schema.shape).join(', ')}.`
      : issue.message,
  );
  return [...new Set(sentences)].join(' ');
}
