import type { Ledger } from '../../shared/ledger/ledger.ts';
import type { Channels } from './deliver/open-channels.ts';

/** Tells people: keeps the tickets, and has the channels told of them and of alerts. */
export interface NotifyPorts {
  readonly ledger: Pick<
    Ledger,
    | 'finding'
    | 'findings'
    | 'ticket'
    | 'changeTicket'
    | 'move'
    | 'raise'
    | 'alert'
    | 'publishAlert'
    | 'count'
    | 'notice'
    | 'changeNotice'
    | 'schedule'
    | 'unschedule'
    | 'wake'
  >;
  readonly channels: Channels;
  /** RFC 3339. */
  readonly now: () => string;
  /** Nobody else's, each time: who is at a delivery. */
  readonly owner: () => string;
}
