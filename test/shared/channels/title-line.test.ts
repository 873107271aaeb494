import { describe, expect, test } from 'vitest';
import { titleLine } from '../../../shared/channels/title-line.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';

describe('a title', () => {
  test.each([
    ['Job nightly', 'Job nightly'],
    ['two\r\nlines', 'two lines'],
    ['=1+1', "'=1+1"],
    [' +1', "'+1"],
    ['a\u202Eb', 'a\\u202Eb'],
    ['abcdefghij'.repeat(4), 'abcdefg [… 33 more characters]'],
  ])('of %j reads %j', (title, expected) => {
    expect(titleLine(title, 30)).toBe(expected);
  });

  test.each(HOSTILE_NAMES)('of %j is one line, of that length, and no formula', (name) => {
    const line = titleLine(name, 160);
    expect(line.length).toBeLessThanOrEqual(160);
    expect(line).not.toMatch(/^[=+\-@]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  });
});
