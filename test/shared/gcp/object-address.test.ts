import { expect, test } from 'vitest';
import { parseObjectAddress } from '../../../shared/gcp/object-address.ts';

test.each([
  ['gs://bailiff-prod-bailiff-policy/policy.yaml', 'bailiff-prod-bailiff-policy', 'policy.yaml'],
  ['gs://policies.example.com/live/policy.yaml', 'policies.example.com', 'live/policy.yaml'],
])('%s names an object', (text, bucket, object) => {
  expect(parseObjectAddress(text)).toEqual({ bucket, object });
});

test.each([
  'policy.yaml',
  '/etc/bailiff/policy.yaml',
  'gs://',
  'gs://bucket',
  'gs://bucket/',
  'gs:///policy.yaml',
  'gs://UPPER/policy.yaml',
  'gs://bucket/policy.yaml#3',
  'gs://bucket/*.yaml',
  'gs://bucket/two words',
  'https://storage.googleapis.com/bucket/policy.yaml',
])('%s names none', (text) => {
  expect(parseObjectAddress(text)).toBeUndefined();
});
