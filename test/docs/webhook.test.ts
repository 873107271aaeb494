import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import ticketSchema from '../../docs/schemas/bailiff.ticket.v1.json' with { type: 'json' };
import { Channels } from '../../shared/domain/channels.ts';

const page = await readFile(new URL('../../docs/webhook.md', import.meta.url), 'utf8');
const KEY = 'a-key';
const NOW = 1_772_600_767;
const BODY = '{"schema":"bailiff.alert.v1","text":"раyments"}';
const python = spawnSync('python3', ['--version']).status === 0;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webhook-'));
  await writeFile(join(folder, 'check.mjs'), exampleOf('js'));
  await writeFile(join(folder, 'check.py'), exampleOf('python'));
});
afterAll(() => rm(folder, { recursive: true }));

function exampleOf(language: string): string {
  const [, code = ''] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
  return code;
}

function headersOf(timestamp: string, body = BODY, key = KEY) {
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return { 'bailiff-timestamp': timestamp, 'bailiff-signature': `v1=${signature}` };
}

const CASES: readonly (readonly [string, Record<string, string>, boolean])[] = [
  ['what was just signed', headersOf(String(NOW - 2)), true],
  ['what a clock ahead signed', headersOf(String(NOW + 200)), true],
  ['what is older than five minutes', headersOf(String(NOW - 301)), false],
  ['what comes from afar', headersOf(String(NOW + 301)), false],
  ['another body', headersOf(String(NOW), '{}'), false],
  ['another key', headersOf(String(NOW), BODY, 'another'), false],
  [
    'another time than the signed one',
    { ...headersOf(String(NOW)), 'bailiff-timestamp': String(NOW - 1) },
    false,
  ],
  ['a time that is no number', headersOf('1e9'), false],
  ['no headers', {}, false],
  ['half a signature', { ...headersOf(String(NOW)), 'bailiff-signature': 'v1=00' }, false],
  [
    'a signature of no hexadecimal digits',
    { ...headersOf(String(NOW)), 'bailiff-signature': 'v1=ü' },
    false,
  ],
];

describe('the check of a signature that docs/webhook.md shows', () => {
  test.each(CASES)('for Node: %s', async (_, headers, expected) => {
    const { isBailiffs } = await import(pathToFileURL(join(folder, 'check.mjs')).href);
    expect(isBailiffs(headers, Buffer.from(BODY), KEY, NOW)).toBe(expected);
  });

  test.skipIf(!python)('for Python: all of the same', () => {
    const asked = `
import json, sys
sys.path.insert(0, ${JSON.stringify(folder)})
from check import is_bailiffs
body, cases = json.load(sys.stdin)
print(json.dumps([is_bailiffs(case, body.encode(), b'${KEY}', ${NOW}) for case in cases]))`;
    const { stdout, stderr } = spawnSync('python3', ['-B', '-c', asked], {
      input: JSON.stringify([BODY, CASES.map(([, headers]) => headers)]),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(CASES.map(([, , expected]) => expected));
  });
});

test('the event that docs/webhook.md shows is one of the schema', () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv);
  const check = ajv.compile(ticketSchema);
  expect(check(JSON.parse(exampleOf('json')))).toBe(true);
});

test('the channel that docs/webhook.md shows is one', () => {
  expect(Channels.safeParse(parse(exampleOf('yaml'))).error).toBeUndefined();
});
