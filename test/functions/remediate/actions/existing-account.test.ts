import { describe } from 'vitest';
import { type Held, holds, modifiedBy, REPORTS, secret, uses } from '../holding.ts';

const HELD: readonly Held[] = [
  {
    title: 'an account that does not exist',
    policy: uses('nobody@payments-prod.iam.gserviceaccount.com'),
    state: 'held',
    because:
      'The account nobody@payments-prod.iam.gserviceaccount.com, which the policy names, does not exist.',
  },
  {
    title: 'an account that is disabled',
    policy: uses('retired@payments-prod.iam.gserviceaccount.com'),
    state: 'held',
    because:
      'The account retired@payments-prod.iam.gserviceaccount.com, which the policy names, is disabled.',
  },
  {
    title: 'an account that the last modifier could not have attached himself',
    policy: uses('reports@{project}.iam.gserviceaccount.com'),
    arrange: (world, name) => world.made(name, { as: 'user:ci@example.com' }),
    state: 'awaiting-approval',
    because: `ci@example.com, who changed the job last, may not act as ${REPORTS}, so they could not have attached it themselves.`,
  },
  {
    title: 'an account of which nobody can tell whether the last modifier may act as it',
    policy: uses(REPORTS),
    ports: () => ({ troubleshooter: { access: async () => 'unknown' } }),
    state: 'held',
    because: `Whether dev@example.com, who changed the job last, may act as ${REPORTS} is unknown.`,
  },
  {
    title: 'an account, while the last modifier is not known',
    policy: uses(REPORTS),
    arrange: modifiedBy(undefined, 'dev@example.com'),
    state: 'awaiting-approval',
    because: `Who changed the job last cannot be asked about, so it is not known whether they could have attached ${REPORTS}.`,
  },
  {
    title: 'an account that cannot read the secrets of the job',
    policy: uses(REPORTS),
    arrange: (world, name) => world.made(name, { template: secret('db-password') }),
    state: 'held',
    because: `${REPORTS} cannot read projects/payments-prod/secrets/db-password.`,
  },
];

describe('an existing account is not used, and nothing is written, for', () => holds(HELD));
