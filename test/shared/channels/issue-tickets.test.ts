import { afterEach, describe, expect, test } from 'vitest';
import type { Channel, TicketSystem } from '../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import { connectGithub } from '../../../shared/channels/github.ts';
import { connectGitlab } from '../../../shared/channels/gitlab.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';
import { anyDraft, anyNote } from './any-draft.ts';

import { startGitHub } from './github-server.ts';
import { startGitLab } from './gitlab-server.ts';
import type { IssueVendor } from './issue-vendor.ts';
import { portsWith } from './ports.ts';
import type { Failing } from './vendor.ts';

const TOKEN = 'projects/bailiff-prod/secrets/token/versions/1';
const FINGERPRINT = '0123456789abcdef0123456789abcdef';
const MARKED = `x\n\n<!-- bailiff:${FINGERPRINT} -->`;

interface Tried {
  readonly vendor: IssueVendor;
  readonly tickets: TicketSystem;
  /** The same, but waits for no answer. */
  readonly hasty: TicketSystem;
}

const HASTE = { timeoutMs: 20 };

const onGitHub = (options: { readonly app?: boolean; readonly prefix?: string }) => async () => {
  const vendor = await startGitHub(options);
  const api = `${vendor.url}${options.prefix ?? ''}`;
  const config = { repository: 'example/security', api, token: TOKEN };
  const patient = connectGithub(config, portsWith('github-token'));
  return tried(vendor, patient, connectGithub(config, portsWith('github-token', HASTE)));
};

async function onGitLab(): Promise<Tried> {
  const vendor = await startGitLab();
  const config = { project: 'example/platform/security', site: vendor.url, token: TOKEN };
  const patient = connectGitlab(config, portsWith('gitlab-token'));
  return tried(vendor, patient, connectGitlab(config, portsWith('gitlab-token', HASTE)));
}

function tried(vendor: IssueVendor, patient: Channel, hurried: Channel): Tried {
  open.push(vendor);
  const { tickets } = patient;
  const { tickets: hasty } = hurried;
  if (tickets === undefined || hasty === undefined) throw new Error('There is no ticket system.');
  return { vendor, tickets, hasty };
}

const open: IssueVendor[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((vendor) => vendor.close()));
});

const SYSTEMS = [
  ['GitHub', onGitHub({})],
  ['GitHub as an app', onGitHub({ app: true })],
  ['an Enterprise Server', onGitHub({ prefix: '/api/v3' })],
  ['GitLab', onGitLab],
] as const;

describe.each(SYSTEMS)('a ticket in %s', (_, start) => {
  test('is opened with its labels, and found by its fingerprint in either state', async () => {
    const { vendor, tickets } = await start();
    expect(await tickets.find(FINGERPRINT)).toBeUndefined();
    const copy = await tickets.open(anyDraft());
    expect(copy).toEqual({ id: '1', url: expect.stringMatching(/^https:.*\/1$/), state: 'open' });
    expect(await tickets.find(FINGERPRINT)).toEqual(copy);
    expect(vendor.issues[0]?.labels).toEqual([
      'bailiff',
      'bailiff-default-service-account',
      'severity-high',
    ]);
    await tickets.close(copy.id, anyNote());
    expect(await tickets.find(FINGERPRINT)).toEqual({ ...copy, state: 'closed' });
    expect(await tickets.find('f'.repeat(32))).toBeUndefined();
  });

  test('is closed and reopened with the reason, and stays as it is when it is so already', async () => {
    const { vendor, tickets } = await start();
    const { id } = await tickets.open(anyDraft());
    await tickets.close(id, anyNote({ text: 'Mended.' }));
    await tickets.close(id, anyNote({ text: 'Mended.', again: true }));
    await tickets.reopen(
      id,
      anyNote({ text: 'Broken again.', mark: '8899aabbccddeeff' }),
      anyDraft(),
    );
    await tickets.reopen(
      id,
      anyNote({ text: 'Broken again.', mark: '8899aabbccddeeff', again: true }),
      anyDraft(),
    );
    expect(vendor.tickets()).toEqual([
      expect.objectContaining({
        state: 'open',
        fingerprint: FINGERPRINT,
        comments: [
          'Mended.\n\n<!-- bailiff:0011223344556677 -->',
          'Broken again.\n\n<!-- bailiff:8899aabbccddeeff -->',
        ],
      }),
    ]);
  });

  test('takes a comment once, though a stranger has said its mark, and whatever page it is on', async () => {
    const { vendor, tickets } = await start();
    const { id } = await tickets.open(anyDraft());
    const comments = vendor.issues[0]?.comments ?? [];
    comments.push({ author: 'stranger', text: 'x\n\n<!-- bailiff:0011223344556677 -->' });
    await tickets.comment(id, anyNote({ again: true }));
    for (let more = 0; more < 150; more += 1) comments.unshift({ author: 'stranger', text: 'x' });
    await tickets.comment(id, anyNote({ again: true }));
    expect(comments.filter(({ author }) => author === 'ours')).toHaveLength(1);
  });

  test('is revised, and keeps the labels that people gave it', async () => {
    const { vendor, tickets } = await start();
    const { id } = await tickets.open(anyDraft());
    vendor.issues[0]?.labels.push('sprint-12', 'severity-unclear');
    const rules = ['missing-token-creator'];
    await tickets.revise(id, anyDraft({ title: 'another', severity: 'low', rules }));
    expect(vendor.issues[0]).toMatchObject({
      title: 'another',
      labels: [
        'bailiff',
        'bailiff-missing-token-creator',
        'severity-low',
        'sprint-12',
        'severity-unclear',
      ],
    });
    expect(vendor.tickets()[0]?.fingerprint).toBe(FINGERPRINT);
  });

  test('is not taken over by a stranger’s issue with its mark, nor by a text of its own', async () => {
    const { vendor, tickets } = await start();
    vendor.add({ text: MARKED, labels: ['bailiff'] });
    vendor.add({
      author: 'ours',
      text: `${MARKED}\n\n<!-- bailiff:${'e'.repeat(32)} -->`,
      labels: ['bailiff'],
    });
    expect(await tickets.find(FINGERPRINT)).toBeUndefined();
  });

  test('is the newest of several, on whatever page', async () => {
    const { vendor, tickets } = await start();
    vendor.add({ author: 'ours', text: MARKED, labels: ['bailiff'] });
    vendor.add({ author: 'ours', text: MARKED, labels: ['bailiff'], state: 'closed' });
    for (let more = 0; more < 120; more += 1) vendor.add({ author: 'ours', labels: ['bailiff'] });
    expect(await tickets.find(FINGERPRINT)).toMatchObject({ id: '2', state: 'closed' });
  });

  test('is told from one that is not there any more, and from all else that is not there', async () => {
    const { vendor, tickets } = await start();
    const { id } = await tickets.open(anyDraft());
    await tickets.comment(id, anyNote());
    Object.assign(vendor.issues[0] ?? {}, { deleted: true });
    for (const gone of [
      () => tickets.comment(id, anyNote()),
      () => tickets.comment(id, anyNote({ again: true })),
      () => tickets.revise(id, anyDraft()),
      () => tickets.close('77', anyNote()),
    ])
      await expect(gone()).rejects.toMatchObject({
        kind: 'gone',
        message: expect.stringMatching(/deleted or moved/),
      });
  });

  test.each([
    ['rate-limited', { kind: 'rate-limited', uncertain: false }],
    ['refused', { kind: 'refused', uncertain: false }],
    ['unavailable', { kind: 'unavailable', uncertain: true }],
    ['late', { kind: 'unavailable', uncertain: true }],
    ['reset', { kind: 'unavailable', uncertain: true }],
    ['half', { kind: 'unavailable', uncertain: true }],
    ['lost-answer', { kind: 'unavailable', uncertain: true }],
  ] as const satisfies readonly (readonly [Failing, object])[])(
    'says that it is %s, and is there once after another attempt',
    async (how, expected) => {
      const { vendor, tickets, hasty } = await start();
      const failing = how === 'late' ? hasty : tickets;
      vendor.fail(how);
      await expect(failing.open(anyDraft())).rejects.toMatchObject(expected);
      const { id } = (await tickets.find(FINGERPRINT)) ?? (await tickets.open(anyDraft()));
      vendor.fail(how);
      await expect(failing.comment(id, anyNote())).rejects.toMatchObject(expected);
      await tickets.comment(id, anyNote({ again: true }));
      vendor.fail(how);
      await expect(failing.find(FINGERPRINT)).rejects.toBeInstanceOf(ChannelFailure);
      expect(vendor.tickets()).toHaveLength(1);
      expect(vendor.tickets()[0]?.comments).toHaveLength(1);
    },
  );

  test('holds hostile texts in every field, and is still found', async () => {
    const { vendor, tickets } = await start();
    const all = HOSTILE_NAMES.join('\n');
    const draft = anyDraft({
      title: all,
      body: [
        { kind: 'paragraph', text: all },
        { kind: 'list', heading: all, items: [...HOSTILE_NAMES] },
        { kind: 'code', heading: all, lines: [...HOSTILE_NAMES, MARKED.replaceAll('0', 'f')] },
        { kind: 'link', label: all, url: all },
      ],
      project: all,
      owner: all,
    });
    const { id } = await tickets.open(draft);
    await tickets.revise(id, draft);
    await tickets.comment(id, anyNote({ text: all }));
    expect(await tickets.find(FINGERPRINT)).toMatchObject({ id });
    expect(vendor.tickets()[0]?.fingerprint).toBe(FINGERPRINT);
  });
});
