import type { Check } from './check.ts';
import { basicRoles } from './checks/basic-roles.ts';
import { channels } from './checks/channels.ts';
import { deadLetters } from './checks/dead-letters.ts';
import { denyPolicies } from './checks/deny-policies.ts';
import { environment } from './checks/environment.ts';
import { functions } from './checks/functions.ts';
import { grants } from './checks/grants.ts';
import { groupReading } from './checks/group-reading.ts';
import { identities } from './checks/identities.ts';
import { impersonation } from './checks/impersonation.ts';
import { invokers } from './checks/invokers.ts';
import { ledger } from './checks/ledger.ts';
import { operator } from './checks/operator.ts';
import { permissions } from './checks/permissions.ts';
import { policy } from './checks/policy.ts';
import { roles } from './checks/roles.ts';
import { schedule } from './checks/schedule.ts';
import { sink } from './checks/sink.ts';
import { subscriptions } from './checks/subscriptions.ts';
import { topics } from './checks/topics.ts';

/** Everything that doctor looks at, in the order in which it says so. */
export const CHECKS: readonly Check[] = [
  operator,
  sink,
  topics,
  subscriptions,
  functions,
  invokers,
  environment,
  channels,
  identities,
  impersonation,
  roles,
  grants,
  permissions,
  denyPolicies,
  basicRoles,
  policy,
  groupReading,
  ledger,
  schedule,
  deadLetters,
];
