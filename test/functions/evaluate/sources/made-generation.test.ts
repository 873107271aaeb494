import { expect, test } from 'vitest';
import { readLogEntry } from '../../../../functions/evaluate/sources/log-entry.ts';
import { madeGeneration } from '../../../../functions/evaluate/sources/made-generation.ts';

test.each([
  ['the text of v2', { generation: '7' }, { generation: 7 }],
  ['the number of v1', { metadata: { generation: 7 } }, { generation: 7 }],
  ['an operation', { name: 'operations/1' }, {}],
  ['no answer', undefined, {}],
  ['what is no number', { generation: 'seven' }, {}],
  ['what no job has', { generation: '0' }, {}],
  ['a list', { generation: [7, 8] }, {}],
])('the version that a call made is told by %s, or not at all', (_, response, expected) => {
  const entry = readLogEntry({ protoPayload: { response } });
  if (entry === undefined) throw new Error('It is a log entry.');
  expect(madeGeneration(entry)).toEqual(expected);
});
