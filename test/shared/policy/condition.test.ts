import { describe, expect, it } from 'vitest';
import { compileCondition, type Viewed } from '../../../shared/policy/condition.ts';
import { viewOf } from './loaded.ts';

function match(text: string, changed: Partial<Viewed> = {}) {
  const compiled = compileCondition(text);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.condition.match(viewOf(changed));
}

describe('a condition', () => {
  it.each([
    'finding.rule == "default-service-account"',
    '!finding.attempted',
    'finding.principal.endsWith("@example.com")',
    'finding.serviceAccount.glob("*-compute@developer.gserviceaccount.com")',
    'finding.occurrences == 1 && finding.occurrences < 2',
    'finding.resource.name == "//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly"',
    'finding.resource.kind == "job"',
    'finding.resource.project in ["payments-prod", "data-dev"]',
    'finding.resource.location.startsWith("us-")',
    'finding.resource.job == "nightly"',
    'finding.resource.labels.?team.orValue("none") == "none"',
    '!has(finding.resource.labels.team)',
    '!("team" in finding.resource.labels)',
    '"folders/200000000001" in finding.resource.ancestors',
    'finding.resource.ancestors.exists(a, a.startsWith("folders/"))',
  ])('can say %s', (text) => {
    expect(match(text)).toEqual({ kind: 'yes' });
  });

  it('reads labels as they stand, names of prototypes among them', () => {
    const labels = { team: 'data', constructor: 'x' };
    expect(match('finding.resource.labels.team == "data"', { labels })).toEqual({ kind: 'yes' });
    expect(match('has(finding.resource.labels.constructor)', { labels })).toEqual({ kind: 'yes' });
    expect(match('has(finding.resource.labels.toString)', { labels })).toEqual({ kind: 'no' });
  });

  it('sees a missing account as an empty text', () => {
    expect(match('finding.serviceAccount == ""', { serviceAccount: undefined })).toEqual({
      kind: 'yes',
    });
  });

  it.each([
    ['finding.resource.labels.team == "data"', 'No such key: team'],
    ['[1, 2][5] == 1', 'No such key: index out of bounds, index 5 >= size 2'],
    [
      'timestamp("2026-01-01T00:00:00Z").getHours("nowhere") == 1',
      'Invalid time zone specified: nowhere',
    ],
  ])('that fails when it runs is unreadable, not true: %s', (text, because) => {
    expect(match(text)).toEqual({ kind: 'unreadable', because });
  });

  it.each([
    ['true', true],
    ['(true)', true],
    ['false', false],
    ['true || finding.attempted', false],
  ])('%s is always true: %s', (text, always) => {
    const compiled = compileCondition(text);
    expect(compiled.ok && compiled.condition.always).toBe(always);
  });
});

describe('compileCondition refuses', () => {
  it.each([
    ['finding.resource.projct == "x"', 17, 'No such key: projct; did you mean "project"?'],
    ['finding.color == "x"', 8, 'No such key: color.'],
    ['finding.occurrences == "1"', 0, 'no such overload: int == string.'],
    ['finding.attempted == "yes"', 0, 'no such overload: bool == string.'],
    ['resource.job == "x"', 0, 'Unknown variable: resource.'],
    ['finding.resource.job.like("x")', 0, "found no matching overload for 'string.like(string)'."],
    ['finding.rule = "x"', 13, 'Unexpected character: =.'],
    ['', 0, 'Unexpected token: EOF.'],
  ])('%j at offset %i: %s', (text, offset, summary) => {
    expect(compileCondition(text)).toEqual({
      ok: false,
      offset,
      message: `The condition does not compile: ${summary}`,
    });
  });

  it.each([
    ['finding.principal', 'string'],
    ['finding.occurrences', 'int'],
    ['dyn(true)', 'dyn'],
    ['finding.resource.labels', 'map<string, string>'],
  ])('%s, which yields %s', (text, type) => {
    expect(compileCondition(text)).toEqual({
      ok: false,
      offset: 0,
      message: `The condition yields ${type}, and must yield true or false.`,
    });
  });

  it.each(['true && '.repeat(150).concat('true'), `${'('.repeat(60)}true${')'.repeat(60)}`])(
    'what is too large to read',
    (text) => {
      expect(compileCondition(text)).toMatchObject({ ok: false });
    },
  );
});
