import { expect, it } from 'vitest';
import { accountEmail } from '../../../shared/domain/account-email.ts';

it.each([
  ['payments-prod', 'nightly-1@payments-prod.iam.gserviceaccount.com'],
  ['example.com:payments', 'nightly-1@payments.example.com.iam.gserviceaccount.com'],
])('an account of the project %s has the address %s', (project, email) => {
  expect(accountEmail('nightly-1', project)).toBe(email);
});
