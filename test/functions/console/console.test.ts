import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleApp } from '../../../functions/console/console.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { sighting } from '../../fixtures/sighting.ts';

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
    const response = await consoleApp(ledger).request(path);
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

  it.each([
    ['/api/findings?state=fine', 400, 'state'],
    ['/api/findings?limit=0', 400, 'limit'],
    ['/api/findings?resource=nightly', 400, 'resource must read'],
    ['/api/findings?after=nonsense', 400, ''],
    ['/api/findings/nothing', 404, 'No finding has that id'],
    ['/api/everything', 404, '/api/findings'],
  ])('answers %s with %i and says why', async (path, status, why) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(String(answer.body['error'])).toContain(why);
  });

  it('shows tickets, alerts and counts', async () => {
    await ledger.count('ignored.not-a-job');
    expect((await ask('/api/tickets')).body).toEqual({ tickets: [] });
    expect((await ask('/api/alerts')).body).toEqual({ alerts: [] });
    expect((await ask('/api/counts')).body).toEqual({ counts: { 'ignored.not-a-job': 1 } });
  });
});
