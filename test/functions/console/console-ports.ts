import { randomUUID } from 'node:crypto';
import type { ConsolePorts } from '../../../functions/console/console.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openLog } from '../../../shared/log.ts';

/** The console's ports around a ledger, with callers named by tokens as in the local organization; it tells nobody. */
export function consolePorts(ledger: Ledger, changes: Partial<ConsolePorts> = {}): ConsolePorts {
  return {
    ledger,
    deployment: {
      approvers: ['user:admin@example.com', 'user:second@example.com'],
      ceiling: 'remediate',
    },
    readers: 'anyone',
    authenticate: async (headers) => {
      const header = headers.get('authorization') ?? '';
      const by = /^Bearer sandbox:(user:\S+|serviceAccount:\S+)$/.exec(header)?.[1];
      return by === undefined ? { kind: 'nobody', why: 'Say who asks.' } : { kind: 'known', by };
    },
    log: openLog({ name: 'console', level: 'silent' }),
    publisher: { publish: async () => {} },
    now: () => '2026-03-01T12:00:00.000Z',
    newId: randomUUID,
    ...changes,
  };
}
