import { describe, expect, it } from 'vitest';
import { crossProjectDiagnosis } from '../../fixtures/diagnosis.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { deniedFinding } from './account-use-finding.ts';
import { textOf } from './text-of.ts';

describe('the body of a ticket', () => {
  it('has one section for each finding on a default account, and one for all on the use of an account', () => {
    const sections = textOf([
      deniedFinding('missing-act-as'),
      someFinding({ attempted: true }),
      deniedFinding('missing-token-creator'),
    ]).split('\n\n----\n\n');
    expect(sections).toHaveLength(2);
    expect(sections[0]).toContain('docs/rules/missing-act-as.md, docs/rules/missing-token-creator');
    expect(sections[1]).toContain('docs/rules/default-service-account.md');
  });

  it('tells of the diagnosis that was made last, of the most refusals, and of what is not mended', () => {
    const body = textOf([
      deniedFinding('missing-act-as', {
        occurrences: 2,
        lastSeen: '2026-11-22T10:10:00Z',
        diagnosis: crossProjectDiagnosis({ 'act-as': 'missing' }),
      }),
      deniedFinding('missing-token-creator', { occurrences: 7, state: 'resolved' }),
    ]);
    expect(body).toContain('Refused 7 times so far, last at 2026-11-22T10:10:00Z.');
    expect(body).toContain('holds (on the account): Service Account Token Creator');
    expect(body).not.toContain('gcloud mend token-minting');
  });

  it('of a hundred judgements tells the newest fifty, and each once', () => {
    const history = Array.from({ length: 60 }, (_, hour) => ({
      at: new Date(Date.UTC(2026, 10, 22, hour)).toISOString(),
      what: `judgement ${hour}`,
    }));
    const body = textOf([
      deniedFinding('missing-act-as', { history }),
      deniedFinding('missing-token-creator', { history }),
    ]);
    expect(body.match(/judgement \d+/g)).toHaveLength(50);
    expect(body).toContain('10 earlier entries are left out; the findings hold them.');
    expect(body).toContain('2026-11-24T11:00:00.000Z  judgement 59');
    expect(body).not.toContain('judgement 9\n');
  });
});
