import type { Finding } from '../../shared/domain/finding.ts';
import type { FunctionMessage } from '../../shared/domain/message.ts';
import type { GatherReaders } from '../../shared/engine/gather.ts';
import type { PolicySource } from '../../shared/engine/policy-source.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Log } from '../../shared/log.ts';
import type { Rule } from '../../shared/rules/rule.ts';
import type { AllowAccountUsePorts } from './actions/allow-account-use.ts';
import type { AssignServiceAccountPorts } from './actions/assign-service-account.ts';
import type { BoundStatePorts } from './bound-state.ts';
import type { StepPorts } from './steps/registry.ts';

/** What remediate needs of the world. It reads as itself; every write to the cloud is a step's, as that step's writer. */
export type RemediatePorts = AssignServiceAccountPorts &
  AllowAccountUsePorts &
  StepPorts &
  BoundStatePorts & {
    readonly ledger: Ledger;
    readonly readers: GatherReaders;
    readonly policy: PolicySource;
    readonly rules: readonly Rule[];
    readonly publisher: { publish(topic: string, message: FunctionMessage): Promise<void> };
    readonly log: Log;
    /** RFC 3339. */
    now(): string;
    sleep(milliseconds: number): Promise<void>;
    /** A name for this delivery that no other has. */
    owner(): string;
  };

type FindingMessage = Extract<FunctionMessage, { kind: 'finding' }>;

/** One delivery of one finding's message. */
export interface Delivery {
  readonly finding: Finding;
  readonly message: FindingMessage;
  readonly ports: RemediatePorts;
}
