import { expect, test } from 'vitest';
import { isValidateOnly } from '../../../../functions/evaluate/sources/validate-only.ts';

test.each([
  [{ validateOnly: true }],
  [{ validate_only: true }],
  [{ validate_only: 'true' }],
  [{ dryRun: 'all' }],
  [{ dryRun: ['all'] }],
  [{ dry_run: 'all' }],
])('%j asks for a trial', (request) => {
  expect(isValidateOnly(request)).toBe(true);
});

test.each([
  [undefined],
  [{}],
  [{ validateOnly: false }],
  [{ validate_only: 'false' }],
  [{ validateOnly: null }],
  [{ validateOnly: {} }],
  [{ dryRun: '' }],
  [{ dryRun: [] }],
])('%j does not', (request) => {
  expect(isValidateOnly(request)).toBe(false);
});
