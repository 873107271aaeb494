import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Local, startLocal } from './local.ts';

const POLICY = `apiVersion: bailiff/v1
rules:
  default-service-account: { mode: ticket }
tickets:
  owner: { jobLabel: owner, projectLabel: team }
  routes:
    - name: payments
      when: finding.resource.project.glob("payments-*") && finding.severity == "high"
      to: [soc]
  otherwise: [mail]
`;
const webhook = 'projects/bailiff-prod/secrets/slack/versions/latest';
const CHANNELS = { soc: { slack: { webhook } }, mail: { googleChat: { webhook } } };

const folder = mkdtempSync(join(tmpdir(), 'ticket-routes-'));
let local: Local;
beforeAll(async () => {
  const channelsFile = join(folder, 'channels.yaml');
  writeFileSync(channelsFile, JSON.stringify(CHANNELS));
  local = await startLocal({
    policy: POLICY,
    channelsFile,
    edit: (file) => {
      for (const project of file.projects)
        if (project.id === 'data-dev') project.labels = { team: 'data' };
    },
  });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await local.close();
});

describe('a policy that says where tickets go', () => {
  it('routes each finding by what it is and whose it is, and the console shows why', async () => {
    await local.create('nightly', { job: { labels: { owner: 'ann' } } });
    await local.create('nightly', { project: 'data-dev' });
    await local.settled();
    const telling = async (project: string) => {
      const { id } = await local.finding('nightly', { project });
      const answer = await fetch(`${local.url}api/findings/${encodeURIComponent(id)}`);
      return (await answer.json()) as unknown;
    };
    expect(await telling('payments-prod')).toMatchObject({
      telling: { channels: ['soc'], because: 'The route "payments" tells soc.', owner: 'ann' },
    });
    expect(await telling('data-dev')).toMatchObject({
      telling: {
        channels: ['mail'],
        because: 'No route matches, and the policy then tells mail.',
        owner: 'data',
      },
    });
  });
});
