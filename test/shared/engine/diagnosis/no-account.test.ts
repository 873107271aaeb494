import { expect, it } from 'vitest';
import { noAccount } from '../../../../shared/engine/diagnosis/no-account.ts';

const project = { id: 'payments-prod', number: '310000000001', ancestors: [] };

it('repeats of a text that is no account no more than fits into a line', () => {
  const text = `batch\u001b[2J\n${'x'.repeat(5000)}`;
  const { account, conditions } = noAccount({ kind: 'malformed', text }, project, undefined);
  expect(account.email).toBe(`batch [2J ${'x'.repeat(190)}`);
  for (const { because } of conditions)
    expect(because).toMatch(/^batch \[2J x{190} is not the address/);
});
