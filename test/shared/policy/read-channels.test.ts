import { describe, expect, it } from 'vitest';
import { readChannels } from '../../../shared/policy/read-channels.ts';

const TOKEN = 'projects/p/secrets/s/versions/1';

describe('the channels', () => {
  it('are refused with a sentence for each fault', () => {
    const value = {
      'Payments team': { slack: { webhook: TOKEN } },
      both: { slack: { webhook: TOKEN }, googleChat: { webhook: TOKEN } },
      none: { alerts: 'high' },
      slips: { gitlab: { projekt: 'a/b', project: 'a b', token: TOKEN } },
      plain: { webhook: { url: 'http://tickets.example.com', key: TOKEN } },
      loud: { slack: { webhook: TOKEN }, alerts: 'critcal' },
    };
    const read = readChannels(value);
    expect(read.ok ? [] : read.faults).toEqual([
      'Payments team must be a name like platform-team.',
      expect.stringMatching(/^both must be of exactly one kind, one of github, gitlab, jira,/),
      expect.stringMatching(/^none must be of exactly one kind/),
      'slips.gitlab.project must read GROUP/NAME.',
      'At slips.gitlab: There is no key "projekt"; did you mean "project"?',
      'plain.webhook.url must be an https address without user, query and fragment.',
      'At loud.alerts: Expected one of low, medium, high, critical, none, found "critcal"; did you mean "critical"?',
    ]);
  });
});
