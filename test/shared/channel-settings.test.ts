import { describe, expect, it } from 'vitest';
import { readNotifySettings } from '../../shared/channel-settings.ts';
import { SettingsUnusable } from '../../shared/settings.ts';
import { exampleDeployment } from './policy/loaded.ts';

const ENV = {
  BAILIFF_DEPLOYMENT: JSON.stringify(exampleDeployment()),
  BAILIFF_LEDGER: 'ledger.db',
  BAILIFF_POLICY: 'policy.yaml',
};

function faultsOf(channels: string): readonly string[] {
  try {
    readNotifySettings({ ...ENV, BAILIFF_CHANNELS: channels });
  } catch (error) {
    if (error instanceof SettingsUnusable) return error.faults;
    throw error;
  }
  return [];
}

describe('the settings of notify', () => {
  it('have no channels when none are set', () => {
    expect(readNotifySettings(ENV)).toMatchObject({ channels: {}, policy: 'policy.yaml' });
  });

  it('have the channels that are set, with their defaults', () => {
    const slack = { webhook: 'projects/p/secrets/s/versions/latest' };
    const github = { repository: 'o/n', token: 'projects/p/secrets/t/versions/1' };
    const set = JSON.stringify({ soc: { slack, alerts: 'high' }, issues: { github } });
    expect(readNotifySettings({ ...ENV, BAILIFF_CHANNELS: set }).channels).toEqual({
      soc: { slack, alerts: 'high' },
      issues: { github: { ...github, api: 'https://api.github.com' } },
    });
  });

  it.each([
    [
      'soc: {}',
      'BAILIFF_CHANNELS is not JSON; set it to a JSON object like examples/channels.yaml.',
    ],
    ['[]', /^BAILIFF_CHANNELS is not usable: In the channels: /],
    [
      '{"soc":{"slack":{"webhook":"https://hooks.slack.com/services/S3CRET"}}}',
      'BAILIFF_CHANNELS is not usable: soc.slack.webhook must name a version in Secret Manager, projects/PROJECT/secrets/NAME/versions/NUMBER, and never be the secret itself.',
    ],
  ])('refuse the channels %s with a sentence', (channels, says) => {
    expect(faultsOf(channels)).toEqual([
      typeof says === 'string' ? says : expect.stringMatching(says),
    ]);
  });
});
