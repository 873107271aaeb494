import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectGitlab } from '../../../shared/channels/gitlab.ts';
import { anyDraft } from './any-draft.ts';
import { startGitLab } from './gitlab-server.ts';
import type { IssueVendor } from './issue-vendor.ts';
import { portsWith } from './ports.ts';

const TOKEN = 'projects/bailiff-prod/secrets/gitlab/versions/1';
const FINGERPRINT = '0123456789abcdef0123456789abcdef';

describe('GitLab', () => {
  let vendor: IssueVendor;
  beforeEach(async () => {
    vendor = await startGitLab();
  });
  afterEach(() => vendor.close());

  function tickets(project: string) {
    const config = { project, site: `${vendor.url}/`, token: TOKEN };
    const { tickets: system } = connectGitlab(config, portsWith('gitlab-token'));
    if (system === undefined) throw new Error('There is no ticket system.');
    return system;
  }

  test('is searched for an issue behind hundreds of newer ones', async () => {
    const { id } = await tickets('example/platform/security').open(anyDraft());
    for (let more = 0; more < 310; more += 1) vendor.add({ author: 'ours', labels: ['bailiff'] });
    const found = await tickets('example/platform/security').find(FINGERPRINT);
    expect(found).toMatchObject({ id, state: 'open' });
    expect(vendor.requests.at(-1)?.path).toBe(
      '/api/v4/projects/example%2Fplatform%2Fsecurity/issues',
    );
  });

  test('refuses what is for a project that it does not know', async () => {
    await expect(tickets('example/nowhere').revise('1', anyDraft())).rejects.toMatchObject({
      kind: 'refused',
      message:
        'GitLab answered 404 to GET /api/v4/projects/example%2Fnowhere/issues: 404 Project Not Found.',
    });
  });
});
