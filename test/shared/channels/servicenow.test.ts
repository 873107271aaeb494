import { afterEach, describe, expect, test } from 'vitest';
import type { TicketSystem } from '../../../shared/channels/channel.ts';
import { connectServicenow } from '../../../shared/channels/servicenow.ts';
import { draftWith, noteWith } from '../../fixtures/draft.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { portsWith } from './ports.ts';
import {
  SERVICENOW_PASSWORD,
  SERVICENOW_USER,
  type ServicenowServer,
  start,
} from './servicenow-server.ts';

const open: ServicenowServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function servicenow(
  assignmentGroup?: string,
  password = SERVICENOW_PASSWORD,
): Promise<{ server: ServicenowServer; tickets: TicketSystem }> {
  const server = await start();
  open.push(server);
  const { tickets } = connectServicenow(
    {
      instance: server.url,
      user: SERVICENOW_USER,
      password: 'projects/p/secrets/servicenow/versions/1',
      assignmentGroup,
      closeCode: 'Solution provided',
    },
    portsWith(password),
  );
  if (tickets === undefined) throw new Error('ServiceNow has tickets');
  return { server, tickets };
}

describe('ServiceNow', () => {
  test('opens an incident, and finds it by its correlation id', async () => {
    const { server, tickets } = await servicenow('Security');
    const copy = await tickets.open(draftWith());
    expect(copy).toEqual({
      id: '0123456789abcdef0123456789abcdef',
      url: `${server.url}/incident.do?sysparm_query=correlation_id%3D0123456789abcdef0123456789abcdef%5EORDERBYDESCsys_created_on`,
      state: 'open',
    });
    expect(server.fields('INC0000001')).toEqual({
      state: '1',
      short_description: 'Job nightly of payments-prod runs as the default service account',
      description: [
        'The job runs as an account that may change its whole project.',
        'Evidence:\n- account: 310000000001-compute\n- role: Editor',
        '----',
        'To mend it:\n    gcloud run jobs update nightly \\\n      --project=payments-prod',
        'The log entry: https://console.cloud.google.com/logs?a=b',
      ].join('\n\n'),
      impact: '2',
      urgency: '1',
      assignment_group: 'd625dccec0a8016700a222a0f7900d06',
      correlation_id: '0123456789abcdef0123456789abcdef',
      correlation_display: 'Bailiff',
    });
    expect(await tickets.find(draftWith().fingerprint)).toEqual(copy);
    expect(await tickets.find('f'.repeat(32))).toBeUndefined();
  });

  test('finds an incident whose answer was lost', async () => {
    const { server, tickets } = await servicenow();
    server.fail('lost-answer');
    await expect(tickets.open(draftWith())).rejects.toMatchObject({ uncertain: true });
    expect(await tickets.find(draftWith().fingerprint)).toMatchObject({ state: 'open' });
  });

  test('resolves with the reason, reopens what is resolved, and does neither twice', async () => {
    const { server, tickets } = await servicenow();
    const { id } = await tickets.open(draftWith());
    await tickets.reopen(id, noteWith(), draftWith());
    await tickets.close(id, noteWith({ text: 'Mended.' }));
    await tickets.close(id, noteWith({ text: 'Mended again.' }));
    expect(server.fields('INC0000001')).toMatchObject({
      state: '6',
      close_code: 'Solution provided',
      close_notes: 'Mended.',
    });
    await tickets.reopen(id, noteWith({ text: 'Back.' }), draftWith());
    expect(server.tickets()).toMatchObject([{ state: 'open' }]);
    expect(server.tickets()[0]?.comments[0]).toBe('Back.\n\nbailiff-note-fedcba9876543210');
  });

  test('opens a successor of what ServiceNow has closed for good, and goes on with that', async () => {
    const { server, tickets } = await servicenow();
    const { id } = await tickets.open(draftWith());
    await tickets.close(id, noteWith());
    server.set('INC0000001', { state: '7' });
    await tickets.revise(id, draftWith({ title: 'Not to be written' }));
    await tickets.reopen(id, noteWith({ text: 'Back.' }), draftWith());
    await tickets.reopen(id, noteWith({ text: 'Back.' }), draftWith());
    await tickets.close(id, noteWith({ text: 'Mended.' }));
    expect(server.tickets()).toMatchObject([
      { id: 'INC0000001', title: draftWith().title },
      { id: 'INC0000002', state: 'closed' },
    ]);
    expect(server.tickets()[1]?.comments).toEqual([
      'Follows INC0000001.\n\nBack.\n\nbailiff-note-fedcba9876543210',
      'Mended.',
    ]);
  });

  test('revises title and text, and leaves urgency and state to people', async () => {
    const { server, tickets } = await servicenow();
    const { id } = await tickets.open(draftWith());
    server.set('INC0000001', { urgency: '3', state: '2' });
    await tickets.revise(id, draftWith({ title: 'Two rules', severity: 'critical' }));
    expect(server.fields('INC0000001')).toMatchObject({
      short_description: 'Two rules',
      urgency: '3',
      state: '2',
    });
  });

  test('says a note once, though its first answer was lost', async () => {
    const { server, tickets } = await servicenow();
    const { id } = await tickets.open(draftWith());
    server.fail('half');
    // The look for the incident is broken off, and nothing said.
    await expect(tickets.comment(id, noteWith())).rejects.toMatchObject({ uncertain: false });
    await tickets.comment(id, noteWith({ again: true }));
    await tickets.comment(id, noteWith({ again: true }));
    expect(server.tickets()[0]?.comments).toEqual(['Seen again.\n\nbailiff-note-fedcba9876543210']);
  });

  test('says which group there is not', async () => {
    const { tickets } = await servicenow('Nobody');
    await expect(tickets.open(draftWith())).rejects.toThrow(
      'ServiceNow has no group named “Nobody”; give the sys_id of one in assignmentGroup.',
    );
  });

  test('says that an incident is gone', async () => {
    const { tickets } = await servicenow();
    await expect(tickets.close('e'.repeat(32), noteWith())).rejects.toThrow(
      'ServiceNow has no incident with correlation_id eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee for the channel’s user',
    );
  });

  test('lets nothing but a fingerprint into a query', async () => {
    const { server, tickets } = await servicenow();
    await expect(tickets.find('x^ORnumberISNOTEMPTY')).rejects.toThrow(RangeError);
    expect(server.requests).toEqual([]);
  });

  test('shows no password in a refusal', async () => {
    const { tickets } = await servicenow(undefined, 'wrong-password-4711');
    const failure = await tickets.open(draftWith()).catch(String);
    expect(failure).toContain('ServiceNow answered 401 to POST /api/now/table/incident');
    expect(failure).not.toMatch(/wrong-password-4711|Ym9ja/);
  });

  test.each(HOSTILE_NAMES)('shows %j as it stands', async (name) => {
    const { server, tickets } = await servicenow();
    const body = [
      { kind: 'paragraph', text: name },
      { kind: 'list', heading: name, items: [name] },
      { kind: 'code', heading: name, lines: [name] },
      { kind: 'link', label: name, url: 'https://example.com/' },
    ] as const;
    const { id } = await tickets.open(draftWith({ title: name, body }));
    await tickets.comment(id, noteWith({ text: name }));
    await tickets.close(id, noteWith({ text: name }));
    const [{ title = '', text = '', comments = [] } = {}] = server.tickets();
    expect(title).toMatch(/^[^=+\-@\t\r\n]/);
    expect(title.length).toBeLessThanOrEqual(160);
    for (const shown of [title, text, ...comments]) {
      expect(shown).not.toMatch(/\[\/?code|javascript:|[$@][{[]/i);
      expect(shown).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
    }
    expect(comments[0]).toContain('bailiff-note-fedcba9876543210');
    // What is short and holds nothing of the kind is there letter by letter.
    if (/^[^=+\-@[$\\\p{C}\p{Z}][^[$\\:\p{C}\p{Z}]{0,100}$/u.test(name)) expect(title).toBe(name);
  });
});
