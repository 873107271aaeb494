import { expect, test } from 'vitest';
import { markdownTitle } from '../../../shared/channels/markdown-title.ts';
import { HOSTILE_NAMES } from '../../fixtures/hostile-names.ts';

/** What GitHub and GitLab look for in a line of plain text. */
const FOUND =
  /[@#!~%&$^*][\p{L}\p{N}_"]|:\w+:|:\/\/|\bwww\.|\b[0-9a-f]{7,40}\b|\b[A-Z]+-\d|`|\[\w+:\w|^[=+\-@]|[\p{Cc}\n]/u;

test('nothing is found in a title, whatever it says, and it is one line that fits', () => {
  const names = [...HOSTILE_NAMES, 'GH-1', 'abcdef1234567890abcdef', '[vulnerability:1]', 'x `y`'];
  for (const name of [...names, names.join(' ')]) {
    const title = markdownTitle(`Job ${name} runs`, 255);
    expect(title).not.toMatch(FOUND);
    expect(title.length).toBeLessThanOrEqual(255);
    expect(title.isWellFormed()).toBe(true);
    expect(markdownTitle(name, 255)).not.toMatch(FOUND);
  }
});

test.each([
  ['reports in payments-prod: default account', 'reports in payments-prod: default account'],
  ['a\nb', 'a b'],
  ['@octocat', "'@\u200Boctocat"],
  ['#1 and GH-1', '#\u200B1 and GH-\u200B1'],
  ['\u202Ex', '\\u202Ex'],
])('the title %j is written %j', (title, written) => {
  expect(markdownTitle(title, 255)).toBe(written);
});

test('a title that is cut says so', () => {
  expect(markdownTitle('x '.repeat(300), 60)).toMatch(/^x x .* \[… \d+ more characters\]$/);
});
