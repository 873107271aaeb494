import { afterEach, describe, expect, test } from 'vitest';
import type { TicketSystem } from '../../../shared/channels/channel.ts';
import { connectJira } from '../../../shared/channels/jira.ts';
import { draftWith, noteWith } from '../../fixtures/draft.ts';
import { JIRA_TOKEN, JIRA_USER } from './jira-answers.ts';
import { type JiraServer, start } from './jira-server.ts';
import { portsWith } from './ports.ts';

const open: JiraServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function jira(
  edition: 'cloud' | 'data-center',
  options: Parameters<typeof start>[1] = {},
  config: { closed?: string; reopened?: string; user?: string | undefined; token?: string } = {},
): Promise<{ server: JiraServer; tickets: TicketSystem }> {
  const server = await start(edition, options);
  open.push(server);
  const { token = JIRA_TOKEN, ...rest } = config;
  const { tickets } = connectJira(
    {
      site: `${server.url}/`,
      edition,
      project: 'SEC',
      issueType: 'Task',
      user: JIRA_USER,
      token: 'projects/p/secrets/jira/versions/1',
      closed: 'done',
      reopened: 'to do',
      ...rest,
    },
    portsWith(token),
  );
  if (tickets === undefined) throw new Error('Jira has tickets');
  return { server, tickets };
}

describe.each(['cloud', 'data-center'] as const)('Jira (%s)', (edition) => {
  test('opens an issue with the labels by which it is found again', async () => {
    const { server, tickets } = await jira(edition);
    const copy = await tickets.open(draftWith());
    expect(copy).toEqual({ id: 'SEC-1', url: `${server.url}/browse/SEC-1`, state: 'open' });
    expect(server.fields('SEC-1')).toMatchObject({
      project: { key: 'SEC' },
      issuetype: { name: 'Task' },
      summary: 'Job nightly of payments-prod runs as the default service account',
      labels: [
        'bailiff',
        'bailiff-0123456789abcdef0123456789abcdef',
        'bailiff-severity-high',
        'bailiff-rule-default-service-account',
      ],
    });
    expect(server.fields('SEC-1')).not.toHaveProperty('priority');
    expect(server.tickets()[0]?.text).toContain('  --project=payments-prod');
    expect(await tickets.find('0123456789abcdef0123456789abcdef')).toEqual(copy);
    expect(await tickets.find('f'.repeat(32))).toBeUndefined();
  });

  test('finds the newest of two, and says that it is closed', async () => {
    const { server, tickets } = await jira(edition);
    for (let made = 0; made < 2; made += 1) await tickets.open(draftWith());
    server.move('SEC-2', 'done');
    expect(await tickets.find(draftWith().fingerprint)).toMatchObject({
      id: 'SEC-2',
      state: 'closed',
    });
  });

  test('closes with the reason, reopens, and does neither twice', async () => {
    const { server, tickets } = await jira(edition);
    const { id } = await tickets.open(draftWith());
    await tickets.close(id, noteWith({ text: 'Mended: it runs as batch-runtime.' }));
    await tickets.close(id, noteWith({ mark: '1'.repeat(16) }));
    expect(server.tickets()[0]).toMatchObject({ state: 'closed' });
    await tickets.reopen(id, noteWith({ mark: '2'.repeat(16), text: 'It is back.' }), draftWith());
    await tickets.reopen(id, noteWith({ mark: '3'.repeat(16) }), draftWith());
    expect(server.tickets()).toHaveLength(1);
    const { state, comments } = server.tickets()[0] ?? {};
    expect(state).toBe('open');
    expect(comments?.map((text) => text.split('\n')[0])).toEqual([
      'Mended: it runs as batch-runtime.',
      'It is back.',
    ]);
  });

  test('says a note once, though its first answer was lost', async () => {
    const { server, tickets } = await jira(edition);
    const { id } = await tickets.open(draftWith());
    server.fail('lost-answer');
    await expect(tickets.comment(id, noteWith())).rejects.toMatchObject({
      kind: 'unavailable',
      uncertain: true,
    });
    await tickets.comment(id, noteWith({ again: true }));
    expect(server.tickets()[0]?.comments).toHaveLength(1);
    await tickets.comment(id, noteWith({ again: true, mark: '0'.repeat(16) }));
    expect(server.tickets()[0]?.comments).toHaveLength(2);
  });

  test('revises what it wrote and keeps the labels that people added', async () => {
    const { server, tickets } = await jira(edition);
    const { id } = await tickets.open(draftWith());
    server.add(id, 'urgent');
    await tickets.revise(
      id,
      draftWith({ title: 'Two rules', severity: 'low', rules: ['missing-token-creator'] }),
    );
    expect(server.fields(id)).toMatchObject({
      summary: 'Two rules',
      labels: [
        'bailiff',
        'bailiff-0123456789abcdef0123456789abcdef',
        'urgent',
        'bailiff-severity-low',
        'bailiff-rule-missing-token-creator',
      ],
    });
  });

  test.each([
    [
      'by any transition that counts as done where none has the name',
      { names: { done: 'Erledigt' } },
    ],
    ['with the resolution that a workflow asks for', { asksForResolution: true }],
  ])('closes %s', async (_, options) => {
    const { server, tickets } = await jira(edition, options);
    const { id } = await tickets.open(draftWith());
    await tickets.close(id, noteWith());
    expect(server.tickets()[0]?.state).toBe('closed');
  });

  test('says which transition is missing, before it says anything below the issue', async () => {
    const { server, tickets } = await jira(edition, { leads: () => [] });
    const { id } = await tickets.open(draftWith());
    await expect(tickets.close(id, noteWith())).rejects.toThrow(
      'No transition leads SEC-1 from where it is to “done”; let its workflow have one that the channel’s user may take, or name another status in the channel.',
    );
    expect(server.tickets()[0]?.comments).toEqual([]);
  });

  test('says that an issue is gone', async () => {
    const { tickets } = await jira(edition);
    await expect(tickets.revise('SEC-9', draftWith())).rejects.toThrow(
      'Jira has no issue SEC-9 for the channel’s user; it was deleted, or hidden from him.',
    );
  });

  test('waits for the search before it looks again for an issue whose answer was lost', async () => {
    const { server, tickets } = await jira(edition);
    server.fail('lost-answer');
    await expect(tickets.open(draftWith())).rejects.toMatchObject({
      uncertain: true,
      retryAfterSeconds: 60,
    });
    expect(await tickets.find(draftWith().fingerprint)).toMatchObject({ id: 'SEC-1' });
  });

  test('shows no token in a refusal', async () => {
    const { tickets } = await jira(edition, {}, { token: 'wrong-token-4711' });
    const failure = await tickets.open(draftWith()).catch((error: unknown) => error);
    expect(String(failure)).not.toContain('wrong-token-4711');
    expect(failure).toMatchObject({ name: 'ChannelFailure', kind: 'refused' });
  });

  test('cuts a text that is longer than Jira takes, and says so', async () => {
    const { server, tickets } = await jira(edition);
    const body = [{ kind: 'paragraph', text: '{"😀'.repeat(20_000) } as const];
    const { id } = await tickets.open(draftWith({ title: '😀'.repeat(400), body }));
    await tickets.comment(id, noteWith({ text: '[x]'.repeat(20_000) }));
    expect(server.tickets()[0]?.text).toMatch(
      /\[… \d+ more characters; Bailiff's console shows all\]/,
    );
    expect(server.tickets()[0]?.title).toMatch(/\[… \d+ more characters\]$/);
    expect(server.tickets()[0]?.title.isWellFormed()).toBe(true);
    expect(server.tickets()[0]?.comments[0]).toContain('bailiff-note-fedcba9876543210');
  });
});

describe('Jira Cloud', () => {
  test('finds an issue that its search does not know yet', async () => {
    const { server, tickets } = await jira('cloud', { indexes: false });
    await tickets.open(draftWith({ fingerprint: 'a'.repeat(32) }));
    server.index();
    for (let made = 0; made < 30; made += 1)
      await tickets.open(draftWith({ fingerprint: 'b'.repeat(32) }));
    await tickets.open(draftWith());
    expect(await tickets.find(draftWith().fingerprint)).toMatchObject({ id: 'SEC-32' });
    expect(await tickets.find('c'.repeat(32))).toBeUndefined();
  });

  test('says that it needs a user', async () => {
    const { tickets } = await jira('cloud', {}, { user: undefined });
    await expect(tickets.open(draftWith())).rejects.toThrow('set `user` of the channel');
  });
});
