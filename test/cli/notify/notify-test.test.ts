import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotifyTestOptions, notifyTest } from '../../../cli/notify/notify-test.ts';
import { addSecretVersion } from '../../../sandbox/organization/secrets.ts';
import type { Channel } from '../../../shared/channels/channel.ts';
import { ChannelFailure } from '../../../shared/channels/channel-failure.ts';
import type { connectChannel } from '../../../shared/channels/connect-channel.ts';
import { type LocalApis, localApis } from '../../shared/gcp/local-apis.ts';

const KEEPER = 'user:keeper@example.com';
const SECRET = 'projects/bailiff-prod/secrets/s';
const slack = { webhook: `${SECRET}/versions/latest` };
const github = { repository: 'o/n', token: `${SECRET}/versions/1` };

const folder = mkdtempSync(join(tmpdir(), 'notify-test-'));
let apis: LocalApis;
beforeAll(async () => {
  const bindings = [{ role: 'roles/secretmanager.secretAccessor', members: [KEEPER] }];
  apis = await localApis((file) => {
    for (const project of file.projects)
      if (project.id === 'bailiff-prod') project.secrets = [{ name: 's', bindings }];
  });
  addSecretVersion(apis.organization, SECRET, 's3cret\n');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await apis.close();
});

function written(channels: object): string {
  const file = join(folder, 'channels.yaml');
  writeFileSync(file, JSON.stringify(channels));
  return file;
}

/** Every channel says what it is told into one list, the secret included, as a real one would send it. */
function recording(change: Partial<Channel> = {}) {
  const sent: string[] = [];
  const connect: typeof connectChannel = async (config, { secret }) => {
    const name = config.github === undefined ? 'soc' : 'issues';
    const say = async (what: string) => {
      const [version = ''] = [config.slack?.webhook, config.github?.token].filter(Boolean);
      sent.push(`${name} ${what} as ${await secret(version)}`);
    };
    const tickets: Channel['tickets'] = {
      find: () => Promise.reject(new Error('Nobody looks for a ticket of a test.')),
      open: async ({ fingerprint, title }) => {
        await say(`open ${fingerprint}: ${title}`);
        return { id: '7', url: 'https://github.com/o/n/issues/7', state: 'open' };
      },
      revise: async () => {},
      comment: (id, { mark, text }) => say(`comment ${id} ${mark}: ${text}`),
      close: (id, { mark, text }) => say(`close ${id} ${mark}: ${text}`),
      reopen: async () => {},
    };
    const told = {
      people: { tell: ({ draft }) => say(`news: ${draft.title}`) },
      alerts: { tell: ({ alert }) => say(`alert ${alert.severity}: ${alert.text}`) },
    } satisfies Channel;
    return { ...(config.github === undefined ? told : { tickets }), ...change };
  };
  return { sent, connect };
}

const run = '0123456789abcdef'.repeat(2);
const now = () => '2026-11-22T10:00:00Z';

function test(
  options: Partial<NotifyTestOptions>,
  connect: typeof connectChannel,
  configured?: string,
) {
  const asked = { as: KEEPER, apiRoot: apis.apiRoot, format: 'table', ...options };
  return notifyTest(asked, { connect, configured, now, run });
}

describe('notify test', () => {
  it('opens, comments and closes a marked ticket, and sends a marked alert, with secrets as the caller reads them', async () => {
    const { sent, connect } = recording();
    const channels = written({ issues: { github }, soc: { slack } });
    const { ok, text } = await test({ channels }, connect);
    expect(ok).toBe(true);
    expect(sent.toSorted()).toEqual([
      expect.stringMatching(
        /^issues close 7 0123456789abcdef: \[TEST\] The test is over\. as s3cret$/,
      ),
      expect.stringMatching(/^issues comment 7 0123456789abcdef: \[TEST\] A comment\./),
      `issues open ${run}: [TEST] Bailiff reaches this channel (01234567) as s3cret`,
      expect.stringMatching(/^soc alert low: \[TEST\] This is a test by "bailiff notify test"/),
      'soc news: [TEST] Bailiff reaches this channel (01234567) as s3cret',
    ]);
    expect(text).toBe(
      [
        'CHANNEL  KIND    SENT               RESULT  WHERE OR WHY',
        'issues   github  ticket             taken   https://github.com/o/n/issues/7',
        'issues   github  comment            taken',
        'issues   github  end of the ticket  taken',
        'soc      slack   news               taken',
        'soc      slack   alert              taken',
        '',
      ].join('\n'),
    );
  });

  it('says why something was not taken, tries the rest, and leaves no ticket open', async () => {
    const closed: string[] = [];
    const refused = new ChannelFailure('refused', 'GitHub answered 403 to POST /repos/o/n/issues.');
    const tickets: Channel['tickets'] = {
      find: async () => undefined,
      open: async () => ({ id: '7', url: undefined, state: 'open' }),
      revise: async () => {},
      comment: () => Promise.reject(refused),
      close: async (id) => void closed.push(id),
      reopen: async () => {},
    };
    const { connect } = recording({ tickets });
    const channels = written({ issues: { github }, soc: { slack } });
    const { ok, text } = await test({ channels, format: 'json', channel: 'issues' }, connect);
    expect(ok).toBe(false);
    expect(closed).toEqual(['7']);
    expect(JSON.parse(text)).toEqual({
      ok: false,
      channels: [
        {
          channel: 'issues',
          kind: 'github',
          tried: [
            { what: 'ticket', ok: true, said: '7' },
            { what: 'comment', ok: false, said: refused.message },
            { what: 'end of the ticket', ok: true, said: '' },
          ],
        },
      ],
    });
  });

  it('says that a secret may not be read, in Google’s words', async () => {
    const { connect } = recording();
    const channels = written({ soc: { slack } });
    const { ok, text } = await test({ channels, as: 'user:dev@example.com' }, connect);
    expect(ok).toBe(false);
    expect(text).toContain("FAILED  Permission 'secretmanager.versions.access' denied");
  });

  it('repeats nothing of an error that is no answer, since it may quote what was sent', async () => {
    const connect: typeof connectChannel = () => Promise.reject(new TypeError('bad header s3cret'));
    const { text } = await test({ channels: written({ soc: { slack } }) }, connect);
    expect(text).toContain('connection  FAILED  The channel failed by itself (TypeError).');
    expect(text).not.toContain('s3cret');
  });

  it('sends no alert where the channel is to get none, and ends every channel', async () => {
    let ended = 0;
    const close = async () => {
      ended += 1;
    };
    const { sent, connect } = recording({ close });
    const channels = written({ soc: { slack, alerts: 'none' } });
    expect((await test({ channels }, connect)).ok).toBe(true);
    expect(sent.filter((one) => one.includes('alert'))).toEqual([]);
    expect(ended).toBe(1);
  });

  it('takes what BAILIFF_CHANNELS says, as JSON or as the path of a file', async () => {
    const channels = { soc: { slack } };
    for (const configured of [JSON.stringify(channels), written(channels)]) {
      const { sent, connect } = recording();
      expect((await test({}, connect, configured)).ok).toBe(true);
      expect(sent).toHaveLength(2);
    }
  });

  it.each([
    [{}, 'No channels are named: give --channels FILE'],
    [{ channels: 'none.yaml' }, 'The channels file none.yaml cannot be read (ENOENT).'],
    [{ channels: '/dev/null' }, '/dev/null has no channels'],
    [{ channels: 'examples/channels.yaml', channel: 'sok' }, 'did you mean "soc"?'],
    [{ channels: 'examples/channels.yaml', format: 'xml' }, '--format xml is not known'],
  ])('refuses %j', async (options, why) => {
    await expect(test(options, recording().connect)).rejects.toThrow(why);
  });

  it('is a command, which exits with 2 for what it cannot use', () => {
    const command = ['cli/bailiff.ts', 'notify', 'test', '--channels', 'examples/channels.yaml'];
    const spawned = spawnSync(process.execPath, [...command, '--channel', 'sok'], {
      encoding: 'utf8',
    });
    expect([spawned.status, spawned.stderr]).toEqual([
      2,
      'bailiff: There is no channel "sok"; did you mean "soc"?\n',
    ]);
  });
});
