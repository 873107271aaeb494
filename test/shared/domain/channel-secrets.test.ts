import { describe, expect, it } from 'vitest';
import { channelSecrets } from '../../../shared/domain/channel-secrets.ts';
import { parseChannels } from '../../../shared/policy/parse-channels.ts';
import { textOf } from '../policy/loaded.ts';

describe('channelSecrets', () => {
  it('names every secret of the example once, whatever field it stands in', () => {
    const read = parseChannels(
      `${textOf('examples/channels.yaml')}
again: { gitlab: { project: a/b, token: projects/bailiff-prod/secrets/slack/versions/2 } }`,
    );
    expect(read.ok && channelSecrets(read.channels)).toEqual(
      [
        'github-issues',
        'gitlab-issues',
        'jira',
        'servicenow',
        'pagerduty',
        'webhook-key',
        'slack',
        'google-chat',
        'smtp',
      ].map((name) => `projects/bailiff-prod/secrets/${name}`),
    );
  });
});
