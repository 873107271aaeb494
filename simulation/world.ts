import type { EntryLog } from '../sandbox/audit/entry-log.ts';
import type { Organization } from '../sandbox/organization/state.ts';
import type { Deployment } from '../shared/domain/deployment.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import type { Begun, Hold } from './claims.ts';
import type { Faults } from './faults.ts';
import type { createInstances } from './instances.ts';
import type { Send } from './local-apis.ts';
import type { PolicyLog } from './policy-log.ts';
import type { SimulatedQueue } from './queue.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import type { OwnWrite } from './watch.ts';

/** One run: the organization, Bailiff in it, and what is known of both from outside. */
export interface World {
  readonly organization: Organization;
  readonly log: EntryLog;
  /** Without faults, for people and for checks. */
  readonly ledger: Ledger;
  /** Without faults, for people. */
  readonly send: Send;
  readonly deployment: Deployment;
  readonly policies: PolicyLog;
  readonly queue: SimulatedQueue;
  readonly instances: ReturnType<typeof createInstances>;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
  /** In the order in which they were begun. */
  readonly begun: readonly Begun[];
  /** Every claim that was taken, oldest first. */
  readonly holds: readonly Hold[];
  /** Oldest first. */
  readonly writes: readonly OwnWrite[];
  /** What the functions logged, as JSON. */
  readonly lines: readonly string[];
}
