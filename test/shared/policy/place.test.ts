import { expect, it } from 'vitest';
import { LineCounter, parseDocument } from 'yaml';
import { placeIn } from '../../../shared/policy/place.ts';

/** Line and column of the last `@` of the value at `when`, found through the value alone. */
function whereIsAt(text: string): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const value: unknown = document.get('when');
  const place = placeIn(text, document, lines);
  const { line, column } = place.lineAndColumn(
    place.within(['when'], String(value).lastIndexOf('@')),
  );
  return `${line}:${column}`;
}

it.each([
  ['when: a == @', '1:12'],
  ['when: "a == @"', '1:13'],
  ["when: 'it''s == @'", '1:17'],
  ['when: "a \\"b\\" == @"', '1:19'],
  ['when: a ||\n  b == @', '2:8'],
  ['when: |\n  a ||\n    @', '3:5'],
  ['when: |2-\n    a == @', '2:10'],
  ['when: >-\n  a\n  || @', '3:6'],
  ['when: >-\n\n  a\n  || @ # no comment', '4:6'],
  ['x: &c "a == @"\nwhen: *c', '2:7'],
])('finds a character of %j at %s', (text, where) => {
  expect(whereIsAt(text)).toBe(where);
});
