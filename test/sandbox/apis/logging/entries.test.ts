import { logging_v2 } from 'googleapis/build/src/apis/logging/v2.js';
import { describe, expect, it } from 'vitest';
import { ADMIN, DEV, refusal, servedApis } from '../served-apis.ts';

/** Three accounts made a second apart in payments-prod, one in data-dev. */
async function withEntries() {
  const apis = await servedApis();
  const create = (project: string, accountId: string) => {
    apis.clock.now += 1000;
    return apis.call(ADMIN, 'POST', `v1/projects/${project}/serviceAccounts`, { accountId });
  };
  for (const accountId of ['first-one', 'second-one', 'third-one'])
    await create('payments-prod', accountId);
  await create('data-dev', 'fourth-one');
  return apis;
}

function emails(entries: readonly logging_v2.Schema$LogEntry[] | undefined) {
  return entries?.map((entry) => entry.resource?.labels?.['email_id']?.split('@')[0]);
}

describe('reading log entries', () => {
  it('gives a project’s own, in either order and in pages, to the real client', async () => {
    const apis = await withEntries();
    const { entries } = new logging_v2.Logging(apis.client(ADMIN));
    const resourceNames = ['projects/payments-prod'];
    const all = await entries.list({ requestBody: { resourceNames } });
    expect(emails(all.data.entries)).toEqual(['first-one', 'second-one', 'third-one']);
    const orderBy = 'timestamp desc';
    const first = await entries.list({ requestBody: { resourceNames, orderBy, pageSize: 2 } });
    expect(emails(first.data.entries)).toEqual(['third-one', 'second-one']);
    const pageToken = first.data.nextPageToken ?? '';
    const rest = await entries.list({
      requestBody: { resourceNames, orderBy, pageSize: 2, pageToken },
    });
    expect(emails(rest.data.entries)).toEqual(['first-one']);
    expect(rest.data.nextPageToken).toBeUndefined();
  });

  it('filters, and reads several projects by id or number', async () => {
    const apis = await withEntries();
    const { entries } = new logging_v2.Logging(apis.client(ADMIN));
    const { data } = await entries.list({
      requestBody: {
        resourceNames: ['projects/310000000001', 'projects/data-dev'],
        filter: 'timestamp>="2026-11-22T08:00:03Z" AND resource.type="service_account"',
      },
    });
    expect(emails(data.entries)).toEqual(['third-one', 'fourth-one']);
  });

  it('is refused to who may not read all that he asks for', async () => {
    const apis = await withEntries();
    const ask = async (principal: string, body: unknown) =>
      refusal(await apis.call(principal, 'POST', 'v2/entries:list', body));
    expect(await ask(DEV, { resourceNames: ['projects/payments-prod'] })).toBe(
      '403 PERMISSION_DENIED: Permission denied for all log views',
    );
    expect(await ask(ADMIN, { resourceNames: ['projects/nowhere'] })).toBe(
      '403 PERMISSION_DENIED: Permission denied for all log views',
    );
    expect(await ask(ADMIN, {})).toBe(
      '400 INVALID_ARGUMENT: At least one resource name must be given.',
    );
    expect(await ask(ADMIN, { resourceNames: ['payments-prod'] })).toMatch(/^400/);
    const sorted = { resourceNames: ['projects/payments-prod'], orderBy: 'severity' };
    expect(await ask(ADMIN, sorted)).toBe(
      '400 INVALID_ARGUMENT: orderBy "severity" must be "timestamp asc" or "timestamp desc".',
    );
  });
});
