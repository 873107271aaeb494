import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleApp } from '../../../functions/console/console.ts';
import { claimedResource } from '../../../shared/domain/finding.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { claimRequest } from '../../fixtures/claim-request.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { consolePorts } from './console-ports.ts';

interface Listed {
  readonly tickets?: readonly { readonly id: string }[];
  readonly alerts?: readonly { readonly id: string }[];
  readonly next?: string;
}

const TICKET: Ticket = {
  ...{ id: '', key: '', state: 'open', title: '', body: 'It should run as another.' },
  ...{ blocks: [], severity: 'medium', project: 'payments-prod', channels: [] },
  ...{ rules: [], resources: [], findings: [], comments: [] },
  ...{ opened: '2026-03-01T10:00:00Z', updated: '2026-03-01T10:00:00Z' },
};

describe('the console’s JSON endpoints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bailiff-'));
  let ledger: Ledger;
  beforeAll(async () => {
    ledger = openSqliteLedger(join(folder, 'ledger.db'));
    for (const job of ['alpha', 'beta', 'gamma'])
      await ledger.see(sighting({ job, eventKey: job }));
    await ledger.move('default-service-account~payments-prod~us-central1~beta', {
      state: 'ticketed',
    });
  });
  afterAll(async () => {
    await ledger.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (path: string) => {
    const response = await consoleApp(consolePorts(ledger)).request(path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it('shows findings flat, with everything the interface promises', async () => {
    const { status, body } = await ask(
      '/api/findings/default-service-account~payments-prod~us-central1~beta',
    );
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(
      expect.arrayContaining([
        'id',
        'rule',
        'mode',
        'state',
        'indeterminate',
        'resource',
        'principal',
        'serviceAccount',
        'evidence',
        'because',
        'firstSeen',
        'lastSeen',
        'occurrences',
        'fix',
        'history',
        'wayBack',
        'steps',
      ]),
    );
    expect(body).toMatchObject({
      state: 'ticketed',
      resource: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/beta',
      steps: [],
    });
  });

  it('lists by state and resource, a page at a time', async () => {
    expect((await ask('/api/findings?state=ticketed')).body['findings']).toHaveLength(1);
    const beta = '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/beta';
    expect((await ask(`/api/findings?resource=${beta}`)).body['findings']).toHaveLength(1);
    const first = await ask('/api/findings?limit=2');
    expect(first.body['findings']).toHaveLength(2);
    const second = await ask(
      `/api/findings?limit=2&after=${encodeURIComponent(String(first.body['next']))}`,
    );
    expect(second.body['findings']).toHaveLength(1);
    expect(second.body['next']).toBeUndefined();
  });

  it('reads a page of findings in one query, however many they are', async () => {
    const reads: string[] = [];
    const counting = new Proxy(ledger, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => {
          reads.push(String(name));
          return Reflect.apply(member, target, args);
        };
      },
    });
    const answer = await consoleApp(consolePorts(counting)).request('/api/findings?limit=500');
    const { findings } = (await answer.json()) as { findings: readonly object[] };
    expect(findings.length).toBeGreaterThanOrEqual(3);
    expect(findings.filter((finding) => 'steps' in finding)).toEqual([]);
    expect(reads).toEqual(['findings']);
  });

  it.each([
    ['/api/findings?state=fine', 400, 'state takes one of open, '],
    ['/api/findings?states=open', 400, 'There is no states here'],
    ['/api/findings?states=open', 400, 'asked for: limit, after, state, resource.'],
    [`/api/findings?after=${'a'.repeat(5000)}`, 400, 'what the page before said as its next'],
    ['/api/findings?limit=0', 400, 'limit takes a whole number from 1 to 500.'],
    ['/api/findings?limit=1.5', 400, 'limit takes a whole number from 1 to 500.'],
    ['/api/tickets?state=open', 400, 'asked for: limit, after.'],
    ['/api/findings?resource=nightly', 400, 'resource must read'],
    ['/api/findings?after=nonsense', 400, 'is no cursor of this ledger'],
    ['/api/tickets?after=nonsense', 400, 'is no cursor of this ledger'],
    ['/api/alerts?after=nonsense', 400, 'is no cursor of this ledger'],
    ['/api/tickets?limit=501', 400, 'limit takes a whole number from 1 to 500.'],
    ['/api/alerts?limit=many', 400, 'limit takes a whole number from 1 to 500.'],
    ['/api/findings/nothing', 404, 'No finding has that id'],
    ['/api/everything', 404, '/api/findings'],
  ])('answers %s with %i and says why', async (path, status, why) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(String(answer.body['error'])).toContain(why);
  });

  it('lists tickets and alerts a page at a time; behind a full page there may be another', async () => {
    const own = openSqliteLedger(':memory:');
    const list = async (path: string) =>
      (await consoleApp(consolePorts(own)).request(path)).json() as Promise<Listed>;
    for (const key of ['a', 'b', 'c']) {
      const ticket = { ...TICKET, title: key };
      await own.changeTicket(key, () => ticket);
      const alert = {
        key,
        kind: 'fight',
        severity: 'medium',
        text: 'A fight.',
        about: key,
      } as const;
      await own.raise(alert, `2026-03-01T10:00:0${key.charCodeAt(0) - 97}Z`);
    }
    const tickets = await list('/api/tickets?limit=2');
    expect(tickets.tickets?.map(({ id }) => id)).toEqual(['BAILIFF-1', 'BAILIFF-2']);
    const rest = await list(`/api/tickets?limit=2&after=${tickets.next}`);
    expect(rest).toEqual({ tickets: [expect.objectContaining({ id: 'BAILIFF-3', title: 'c' })] });
    const alerts = await list('/api/alerts?limit=2');
    expect(alerts.alerts?.map(({ id }) => id)).toEqual(['c', 'b']);
    const full = await list(`/api/alerts?limit=1&after=${alerts.next}`);
    expect(full.alerts?.map(({ id }) => id)).toEqual(['a']);
    expect(await list(`/api/alerts?limit=1&after=${full.next}`)).toEqual({ alerts: [] });
    await own.close();
  });

  it('answers what no browser keeps, frames or reads from another site, errors too', async () => {
    for (const path of [
      '/api/findings',
      '/api/nothing',
      '/api/alerts?after=nonsense',
      '/elsewhere',
    ])
      expect(
        Object.fromEntries((await consoleApp(consolePorts(ledger)).request(path)).headers),
      ).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy':
          "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        'cross-origin-resource-policy': 'same-origin',
      });
  });

  it('shows tickets, alerts and counts', async () => {
    await ledger.count('ignored.not-a-job');
    expect((await ask('/api/tickets')).body).toEqual({ tickets: [] });
    expect((await ask('/api/alerts')).body).toEqual({ alerts: [] });
    expect((await ask('/api/counts')).body).toEqual({ counts: { 'ignored.not-a-job': 1 } });
  });

  it('shows of a denied deploy who was refused, and the steps that mended it together with another', async () => {
    const account = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
    const base = sighting({ job: 'cp', attempted: true, eventKey: 'cp' });
    const see = (rule: string, job: string) =>
      ledger.see({
        ...base,
        violation: {
          ...base.violation,
          rule,
          serviceAccount: account,
          resource: { ...base.violation.resource, name: job },
        },
      });
    const lead = await see('missing-act-as', 'cp');
    const sibling = await see('missing-token-creator', 'another');
    const claimed = { ...claimRequest(), finding: lead.id, resource: claimedResource(lead) };
    await ledger.claim(claimed);
    const member = 'user:dev@example.com';
    await ledger.journalPlan('decision-1', claimed.owner, {
      steps: [{ kind: 'grant-act-as', account, member }],
      notes: [],
      together: [sibling.id],
    });
    const step = { index: 0, kind: 'grant-act-as', before: {} } as const;
    await ledger.beginStep('decision-1', claimed.owner, step, '2026-03-01T10:00:01Z');
    for (const { id } of [lead, sibling]) {
      const { body } = await ask(`/api/findings/${encodeURIComponent(id)}`);
      expect(body).toMatchObject({
        attempted: true,
        deployer: 'dev@example.com',
        serviceAccount: account,
        steps: [{ decision: 'decision-1', step: { kind: 'grant-act-as', account, member } }],
      });
    }
  });
});
