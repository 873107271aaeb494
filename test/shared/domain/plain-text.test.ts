import { expect, it } from 'vitest';
import { plainText } from '../../../shared/domain/plain-text.ts';

it('sets in what stands below a heading, and keeps the rest apart by empty lines', () => {
  expect(
    plainText([
      { kind: 'paragraph', text: 'It runs.' },
      { kind: 'list', heading: 'Known', items: ['one', 'two\n  because'] },
      { kind: 'divider' },
      { kind: 'code', heading: 'To mend it', lines: ['a {', '', '}'] },
      { kind: 'link', label: 'The log', url: 'https://console.cloud.google.com/x' },
    ]),
  ).toBe(`It runs.

Known:
  one
  two
    because

----

To mend it:
  a {

  }

The log: https://console.cloud.google.com/x`);
});
