import { describe, expect, it } from 'vitest';
import { CHANNEL_KINDS } from '../../../shared/domain/channels.ts';
import { parseChannels } from '../../../shared/policy/parse-channels.ts';
import { textOf } from './loaded.ts';

const SECRET =
  'must name a version in Secret Manager, projects/PROJECT/secrets/NAME/versions/NUMBER, and never be the secret itself.';

function faultsOf(text: string): readonly string[] {
  const read = parseChannels(text);
  return read.ok ? [] : read.faults;
}

describe('the channels of a file', () => {
  it('of the example are one of each kind', () => {
    const read = parseChannels(textOf('examples/channels.yaml'));
    if (!read.ok) throw new Error(read.faults.join('\n'));
    const kinds = Object.values(read.channels).flatMap((one) => Object.keys(one));
    expect(kinds.filter((one) => one !== 'alerts').sort()).toEqual([...CHANNEL_KINDS].sort());
    expect(read.channels['itsm']).toEqual({
      servicenow: {
        instance: 'https://example.service-now.com',
        user: 'bailiff',
        password: 'projects/bailiff-prod/secrets/servicenow/versions/latest',
        assignmentGroup: 'Cloud Platform',
        closeCode: 'Solution provided',
      },
    });
  });

  it('are none in an empty file', () => {
    expect(parseChannels('# nothing yet\n')).toEqual({ ok: true, channels: {} });
  });

  it.each([
    ['text', `a: { github: { repository: o/n, token: ghp_S3CRET } }`, `a.github.token ${SECRET}`],
    ['a number', `a: { github: { repository: o/n, token: 5378 } }`, 'a.github.token must be text.'],
    ['a webhook', `a: { slack: { webhook: "https://h/S3CRET" } }`, `a.slack.webhook ${SECRET}`],
  ])('are refused where a secret is written out as %s, which is not repeated', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  it('that are no YAML are refused by line and column, without a word of the line', () => {
    expect(faultsOf(`a:\n  slack: { webhook: "S3CRET }\n`)).toEqual([
      expect.stringMatching(/^Line \d+, column \d+ is not sound YAML \([A-Z_]+\)\.$/),
      ...faultsOf(`a:\n  slack: { webhook: "S3CRET }\n`).slice(1),
    ]);
    expect(faultsOf(`a:\n  slack: { webhook: "S3CRET }\n`).join()).not.toContain('S3CRET');
    expect(faultsOf('a: *S3CRET\n').join()).not.toContain('S3CRET');
  });
});
