import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAlert, showAlerts } from '../../cli/alerts.ts';
import { ceiling } from '../../cli/ceiling.ts';
import { consoleApp } from '../../functions/console/console.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { consolePorts } from '../functions/console/console-ports.ts';

const ADMIN = 'user:admin@example.com';
const AT = '2026-03-01T12:00:00.000Z';

describe('what approvers order a running Bailiff', () => {
  const ledger = openSqliteLedger(':memory:');
  const app = consoleApp(consolePorts(ledger));
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const body = method === 'GET' ? {} : { body: await text(request) };
    const { authorization = '', 'content-type': type = '' } = headers;
    const answer = await app.request(url, {
      ...{ method, headers: { authorization, 'content-type': type } },
      ...body,
    });
    response.writeHead(answer.status).end(await answer.text());
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(async () => {
    server.close();
    await ledger.close();
  });
  const as = (who = ADMIN, format = 'table') => ({ url, as: who, format });

  it('is the ceiling, which shows who set it when and why', async () => {
    expect(await ceiling(undefined, undefined, as())).toEqual({
      ok: true,
      text: 'Bailiff goes no further than remediate. The deployment allows remediate.\n',
    });
    expect((await ceiling('ticket', 'A release goes wrong.', as())).text).toBe(
      'The ceiling is ticket from now on.\n',
    );
    expect((await ceiling('ticket', 'Me too.', as('user:second@example.com'))).text).toBe(
      `The ceiling is ticket already: ${ADMIN} set it at ${AT}.\n`,
    );
    expect((await ceiling(undefined, undefined, as())).text).toBe(
      [
        'Bailiff goes no further than ticket. The deployment allows remediate.',
        'AT                        CEILING  BY                      WHY',
        `${AT}  ticket   ${ADMIN}  A release goes wrong.`,
        '',
      ].join('\n'),
    );
  });

  it.each([
    ['all', 'Why not.', 'all is no mode; say observe, ticket, approve, remediate.'],
    ['ticket', undefined, 'Say why, with --why TEXT'],
    ['ticket', ' ', 'why: '],
  ])('is no ceiling of %s because of %j', async (mode, why, fault) => {
    await expect(async () => ceiling(mode, why, as())).rejects.toThrow(fault);
  });

  it('is refused to anybody else', async () => {
    const { ok, text: said } = await ceiling('remediate', 'I want to.', as('user:dev@example.com'));
    expect([ok, said]).toEqual([
      false,
      'Refused: user:dev@example.com is not among the approvers of this deployment.\n',
    ]);
    expect((await ledger.ceiling())?.mode).toBe('ticket');
  });

  it('is to close an alert, which the list then shows', async () => {
    const alert = { kind: 'fight', severity: 'high', text: 'Look.', about: 'nightly' } as const;
    await ledger.raise({ ...alert, key: 'fight~a/b' }, AT);
    expect((await showAlerts(as())).text).toContain('open   high      fight            nightly');
    expect((await closeAlert('fight~a/b', 'Settled.', as())).text).toBe(
      `${ADMIN} closed the alert at ${AT}.\n`,
    );
    expect((await ledger.alert('fight~a/b'))?.closed).toEqual({
      ...{ by: ADMIN, at: AT, why: 'Settled.' },
    });
    expect((await showAlerts(as())).text).toContain(`closed by ${ADMIN}  high      fight`);
    await expect(closeAlert('fight~none', 'Settled.', as())).rejects.toThrow(
      'No alert has that id.',
    );
  });
});
