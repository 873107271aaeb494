import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consoleApp } from '../../../functions/console/console.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { consolePorts } from './console-ports.ts';

const ID = 'default-service-account~payments-prod~us-central1~nightly';
const ADMIN = { authorization: 'Bearer sandbox:user:admin@example.com' };

let ledger: Ledger;
let told: number;
beforeEach(async () => {
  ledger = openSqliteLedger(':memory:');
  told = 0;
  await ledger.see(sighting());
  await ledger.move(ID, { state: 'awaiting-approval', mode: 'approve', proposal: someProposal() });
});
afterEach(() => ledger.close());

const ask = async (
  path: string,
  { readers = 'callers', ...init }: RequestInit & { readers?: 'anyone' | 'callers' } = {},
) => {
  const publisher = {
    publish: async () => {
      told += 1;
    },
  };
  const response = await consoleApp(consolePorts(ledger, { readers, publisher })).request(
    path,
    init,
  );
  const { error } = (await response.json()) as { readonly error?: string };
  return { status: response.status, error };
};

describe('where callers are let in by name', () => {
  it.each([
    '/api/findings',
    `/api/findings/${ID}`,
    '/api/tickets',
    '/api/alerts',
    '/api/counts',
    '/api/nothing',
    '/',
  ])('nobody reads %s without saying who he is', async (path) => {
    expect(await ask(path)).toEqual({ status: 401, error: 'Say who asks.' });
  });

  it('whoever is let in reads, and need be no approver', async () => {
    const headers = { authorization: 'Bearer sandbox:user:dev@example.com' };
    expect((await ask('/api/findings', { headers })).status).toBe(200);
  });

  it('his name is what an approval is in', async () => {
    const headers = { ...ADMIN, 'content-type': 'application/json' };
    const path = `/api/findings/${ID}/approve`;
    expect((await ask(path, { method: 'POST', headers, body: '{}' })).status).toBe(202);
    expect((await ledger.finding(ID))?.request?.by).toBe('user:admin@example.com');
    const other = { ...headers, authorization: 'Bearer sandbox:user:dev@example.com' };
    expect((await ask(path, { method: 'POST', headers: other, body: '{}' })).status).toBe(403);
  });
});

describe('a page of another site, which a browser would send an approver’s cookie for,', () => {
  const FOREIGN = 'A page of another site asked for this. Ask from your own.';
  const HOST = { host: 'console.example.com' };
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://console.example.com' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'https://console.example.com.evil.example' }],
    [{ origin: 'null' }],
  ])('can send no request of an approver: %j', async (from) => {
    const headers = { ...ADMIN, ...HOST, 'content-type': 'application/json', ...from };
    for (const readers of ['anyone', 'callers'] as const)
      expect(
        await ask(`/api/findings/${ID}/approve`, { method: 'POST', headers, body: '{}', readers }),
      ).toEqual({ status: 403, error: FOREIGN });
    expect((await ledger.finding(ID))?.request).toBeUndefined();
    expect(told).toBe(0);
  });

  it.each([
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['text/plain'],
    ['text/plain; application/json'],
  ])('can send no form either, where a browser says nothing: %s', async (type) => {
    const headers = { ...ADMIN, ...HOST, 'content-type': type };
    const path = `/api/findings/${ID}/approve`;
    expect((await ask(path, { method: 'POST', headers, body: '{}' })).status).toBe(415);
    expect(told).toBe(0);
  });

  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'https://console.example.com' }],
    [{ origin: 'https://console.example.com' }],
    [{}],
  ])('is told from one’s own: %j', async (from) => {
    const headers = { ...ADMIN, ...HOST, 'content-type': 'application/json', ...from };
    const path = `/api/findings/${ID}/approve`;
    expect((await ask(path, { method: 'POST', headers, body: '{}' })).status).toBe(202);
    expect(told).toBe(1);
  });
});
