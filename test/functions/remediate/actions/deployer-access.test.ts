import { describe } from 'vitest';
import { type Held, holds, modifiedBy } from '../holding.ts';

const HELD: readonly Held[] = [
  {
    title: 'a job that somebody else changed after the event',
    arrange: modifiedBy('ci@example.com', 'dev@example.com'),
    state: 'awaiting-approval',
    because:
      'ci@example.com changed the job after the change by dev@example.com that is judged here; their next deploy would fail.',
  },
  {
    title: 'a job whose last modifier nobody names',
    arrange: modifiedBy(undefined, 'dev@example.com'),
    state: 'awaiting-approval',
    because: 'Who changed the job last is not known, so nobody can be let deploy it again.',
  },
  {
    title: 'a job that a federated identity deployed',
    arrange: modifiedBy(
      'principal://iam.googleapis.com/locations/global/workforcePools/staff/subject/1',
    ),
    state: 'awaiting-approval',
    because: /subject\/1 changed the job last; a federated identity is never named in a binding/,
  },
  {
    title: 'a job that a user of another domain deployed',
    arrange: modifiedBy('dev@elsewhere.org'),
    state: 'awaiting-approval',
    because:
      'dev@elsewhere.org changed the job last and is of a domain that this deployment does not list, so Bailiff does not name it in a binding, and the next deploy would fail.',
  },
  {
    title: 'a job that an account of a project outside the organization deployed',
    arrange: modifiedBy('deployer@elsewhere-prod.iam.gserviceaccount.com'),
    state: 'awaiting-approval',
    because: /^deployer@elsewhere-prod\S+ changed the job last and is of a project outside the/,
  },
  {
    title: "a job that one of Google's service agents deployed",
    arrange: modifiedBy('service-310000000009@gcp-sa-cloudbuild.iam.gserviceaccount.com'),
    state: 'awaiting-approval',
    because: /it is a service agent of Google, which is never named in a binding/,
  },
];

describe('a dedicated account waits for an approver, and nothing is written, for', () =>
  holds(HELD));
