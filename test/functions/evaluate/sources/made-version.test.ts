import { expect, test } from 'vitest';
import { readLogEntry } from '../../../../functions/evaluate/sources/log-entry.ts';
import { madeVersion } from '../../../../functions/evaluate/sources/made-version.ts';

const UID = 'd607d42a-60c3-4e76-ac35-6ffc273b4237';

test.each([
  ['the text of v2', { generation: '7' }, { generation: 7 }],
  ['the uid of v2', { generation: '7', uid: UID }, { generation: 7, uid: UID }],
  ['the uid of v1', { metadata: { generation: 7, uid: UID } }, { generation: 7, uid: UID }],
  ['a uid alone', { uid: UID }, {}],
  ['a uid as Google makes none', { generation: '7', uid: 'nightly' }, { generation: 7 }],
  ['a uid that is no text', { generation: '7', uid: [1] }, { generation: 7 }],
  ['the number of v1', { metadata: { generation: 7 } }, { generation: 7 }],
  ['an operation', { name: 'operations/1' }, {}],
  ['no answer', undefined, {}],
  ['what is no number', { generation: 'seven' }, {}],
  ['what no job has', { generation: '0' }, {}],
  ['a list', { generation: [7, 8] }, {}],
])('the version that a call made is told by %s, or not at all', (_, response, expected) => {
  const entry = readLogEntry({ protoPayload: { response } });
  if (entry === undefined) throw new Error('It is a log entry.');
  expect(madeVersion(entry)).toEqual(expected);
});
