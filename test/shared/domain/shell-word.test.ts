import { expect, it } from 'vitest';
import { shellWord } from '../../../shared/domain/shell-word.ts';

it.each([
  ['user:dev@example.com', 'user:dev@example.com'],
  ['', "''"],
  ['a b', "'a b'"],
  ["it's", "'it'\\''s'"],
  ['$(reboot)', "'$(reboot)'"],
  ['~root', "'~root'"],
  ['a!b', "'a!b'"],
  ['a\nreboot', "'a reboot'"],
])('quotes %j where a shell would read more into it', (text, word) => {
  expect(shellWord(text)).toBe(word);
});
