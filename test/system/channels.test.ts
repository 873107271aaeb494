import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { addSecretVersion } from '../../sandbox/organization/secrets.ts';
import { selfSigned } from '../fixtures/self-signed.ts';
import { start as startWebhook, WEBHOOK_KEY } from '../shared/channels/webhook-server.ts';
import { type Local, mends, startLocal } from './local.ts';

const SECRET = 'projects/bailiff-prod/secrets/hook';
const POLICY = `${mends()}tickets:\n  owner: { jobLabel: owner }\n  otherwise: [hook]\n`;

const folder = mkdtempSync(join(tmpdir(), 'channels-'));
const { key, cert } = selfSigned();
let receiver: Awaited<ReturnType<typeof startWebhook>>;
let local: Local;

/** What stands before the receiver, with a certificate that nobody but the channel trusts. */
const front = createServer({ key, cert }, (asked, answered) => {
  const { method, headers } = asked;
  const on = request(new URL(asked.url ?? '/', receiver.url), { method, headers }, (answer) => {
    answered.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(answered);
  });
  // A receiver that cuts the connection has it cut in front, too.
  on.on('error', () => answered.destroy());
  asked.pipe(on);
});

beforeAll(async () => {
  receiver = await startWebhook();
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(front.address() as AddressInfo).port}/bailiff`;
  const hook = { webhook: { url, key: `${SECRET}/versions/latest` }, authority: cert };
  const channelsFile = join(folder, 'channels.yaml');
  writeFileSync(channelsFile, JSON.stringify({ hook }));
  local = await startLocal({
    policy: POLICY,
    channelsFile,
    edit: (file) => {
      for (const project of file.projects)
        if (project.id === 'bailiff-prod') project.secrets = [{ name: 'hook', bindings: [] }];
    },
  });
  addSecretVersion(local.organization, SECRET, `${WEBHOOK_KEY}\n`);
});
afterAll(async () => {
  await local.close();
  front.closeAllConnections();
  front.close();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const mended = async (job: string, body: Readonly<Record<string, unknown>> = {}) => {
  await local.create(job, { job: body });
  await local.settled();
};

describe('a channel, from the deploy to the ticket', () => {
  it('gets what Bailiff mended as a ticket that is open and then closed, signed with a secret of Secret Manager', async () => {
    await mended('nightly', { labels: { owner: 'ann' } });
    expect(receiver.tickets()).toMatchObject([
      { state: 'closed', comments: [expect.stringMatching(/^Closed: .*runs as nightly-/)] },
    ]);
    const [ticket] = await local.ledger.tickets();
    expect(ticket).toMatchObject({ state: 'closed', owner: 'ann', channels: ['hook'] });
  });

  it('that is down delays its ticket and not the mending, and the next tick brings it', async () => {
    receiver.fail('unavailable');
    await mended('weekly');
    expect(local.runsAs('weekly')).toMatch(/^weekly-/);
    expect(receiver.tickets()).toHaveLength(1);
    expect(await local.ledger.due('2100-01-01T00:00:00Z', 10)).toMatchObject([
      { kind: 'delivery' },
    ]);
    // Dates alone are another time's: nothing waits for two minutes.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 });
    onTestFinished(() => void vi.useRealTimers());
    local.publish('ticks', { kind: 'tick' });
    await local.settled();
    expect(receiver.tickets()).toMatchObject([{ state: 'closed' }, { state: 'closed' }]);
    expect(await local.ledger.due('2100-01-01T00:00:00Z', 10)).toEqual([]);
  });

  it('gets alerts', async () => {
    const odd = local.entryOf('nightly');
    const methodName = 'google.cloud.run.v2.Jobs.TeleportJob';
    const payload = { ...(odd['protoPayload'] as object), methodName };
    expect(await local.post({ ...odd, insertId: 'odd', protoPayload: payload })).toBe(202);
    await local.settled();
    expect(receiver.alerts).toMatchObject([{ kind: 'unknown-job-method' }]);
  });

  it('is sent no env value and no argument of a job, and no secret', async () => {
    const containers = [
      {
        image: 'us-docker.pkg.dev/cloudrun/container/job',
        args: ['--argument-of-a-job'],
        env: [{ name: 'PASSWORD', value: 'value-of-a-job' }],
      },
    ];
    await mended('private', { template: { template: { containers } } });
    const sent = receiver.deliveries.map(({ headers, body }) => JSON.stringify({ headers, body }));
    expect(sent.length).toBeGreaterThan(5);
    for (const text of sent)
      expect(text).not.toMatch(/argument-of-a-job|value-of-a-job|webhook-key-never-shown/);
  });
});
