import { randomBytes } from 'node:crypto';

/** One permission check as `protoPayload.authorizationInfo` shows it. */
export interface AuthorizationCheck {
  readonly permission: string;
  readonly resource: string;
  readonly granted: boolean;
  readonly permissionType: 'ADMIN_WRITE' | 'ADMIN_READ' | 'DATA_WRITE' | 'DATA_READ';
}

export type LogEntry = Readonly<Record<string, unknown>>;

/** The organization's audit log: kept for entries.list, and handed to whoever listens, as a sink does. */
export interface EntryLog {
  readonly entries: LogEntry[];
  append(entry: LogEntry): void;
  listen(listener: (entry: LogEntry) => void): void;
}

const KEPT = 5_000;

export function createEntryLog(): EntryLog {
  const entries: LogEntry[] = [];
  const listeners: ((entry: LogEntry) => void)[] = [];
  return {
    entries,
    append(entry) {
      entries.push(entry);
      if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
      for (const listener of listeners) listener(entry);
    },
    listen(listener) {
      listeners.push(listener);
    },
  };
}

/** Like Google's: 10 to 12 characters of base 36, unique together with log name and timestamp. */
export function newInsertId(): string {
  return BigInt(`0x${randomBytes(8).toString('hex')}`)
    .toString(36)
    .slice(0, 12);
}
