import type { Deployment } from '../../shared/domain/deployment.ts';
import type { FunctionMessage } from '../../shared/domain/message.ts';
import type { GatherReaders } from '../../shared/engine/gather.ts';
import type { PolicySource } from '../../shared/engine/policy-source.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Log } from '../../shared/log.ts';
import type { Rule } from '../../shared/rules/rule.ts';
import type { Source } from './sources/source.ts';

/** What evaluate needs of the world; it writes to the ledger and to a topic, and to nothing else. */
export interface EvaluatePorts {
  readonly source: Source;
  readonly readers: GatherReaders;
  readonly ledger: Pick<
    Ledger,
    | 'recordEvent'
    | 'recordEvents'
    | 'recorded'
    | 'recordedOf'
    | 'count'
    | 'see'
    | 'move'
    | 'finding'
    | 'findings'
    | 'remediationsOf'
    | 'remediationsOn'
    | 'admit'
    | 'rememberUse'
    | 'forgetUse'
    | 'use'
    | 'uses'
    | 'raise'
    | 'changeSweep'
    | 'ceiling'
    | 'due'
    | 'postpone'
    | 'schedule'
    | 'unschedule'
  >;
  readonly publisher: { publish(topic: string, message: FunctionMessage): Promise<void> };
  readonly policy: PolicySource;
  readonly rules: readonly Rule[];
  readonly deployment: Deployment;
  /** RFC 3339. */
  readonly now: () => string;
  readonly log: Log;
}

/** What became of one event, for the ledger, the counters and the log. */
export interface Verdict {
  /** One word, counted under this name. */
  readonly result: string;
  readonly because: readonly string[];
  readonly findings?: readonly string[];
  readonly mode?: string;
}
