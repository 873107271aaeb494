import type { RecheckMessage } from '../../shared/domain/message.ts';
import type { InventoryPage } from '../../shared/gcp/assets.ts';
import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Log } from '../../shared/log.ts';

/** What sweep needs of the world: it lists, keeps its place in the ledger, and writes nothing else. */
export interface SweepPorts {
  readonly inventory: { jobs(scope: string, from?: string): AsyncIterable<InventoryPage> };
  readonly ledger: Pick<
    Ledger,
    'sweep' | 'changeSweep' | 'findings' | 'uses' | 'recordEvent' | 'count'
  >;
  readonly publisher: { publish(topic: string, message: RecheckMessage): Promise<void> };
  /** `organizations/N`. */
  readonly organization: string;
  /** RFC 3339. */
  readonly now: () => string;
  readonly log: Log;
}
