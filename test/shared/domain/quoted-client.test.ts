import { expect, test } from 'vitest';
import { quotedClient } from '../../../shared/domain/quoted-client.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['\u202e\n', undefined],
  ['gcloud/528.0.0 (Linux; x86_64)', '"gcloud/528.0.0 (Linux; x86_64)"'],
  [
    'Terraform/1.9 [a](https://evil.example/x) @all',
    '"Terraform/1.9 a (https evil.example/x) all"',
  ],
  ['www.evil.example <b>', '"evil.example b"'],
  ['"`$(rm -rf)`"', '"(rm -rf)"'],
  ['x'.repeat(300), `"${'x'.repeat(120)}..."`],
])('%j is shown as %j', (client, shown) => {
  expect(quotedClient(client)).toBe(shown);
});
