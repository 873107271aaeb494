import { randomUUID } from 'node:crypto';
import type { Caller } from '../functions/console/caller.ts';
import type { ConsolePorts } from '../functions/console/console.ts';
import type { Deployment } from '../shared/domain/deployment.ts';
import { connectGoogle } from '../shared/gcp/google.ts';
import { publisher } from '../shared/gcp/publisher.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { type LogLevel, openLog } from '../shared/log.ts';
import { ApiError } from './http/api-error.ts';
import { callerOf, tokenFor } from './http/credentials.ts';
import type { Organization } from './organization/state.ts';

export interface LocalConsole {
  readonly organization: Organization;
  readonly deployment: Deployment;
  readonly ledger: Ledger;
  readonly logLevel: LogLevel;
  /** Where the APIs answer; asked for when somebody has called, and so once the port is open. */
  readonly url: () => string;
}

/** The console as it is wired here: callers show a token of the local organization, and it publishes as its own identity. */
export function localConsole({
  organization,
  deployment,
  ledger,
  logLevel,
  url,
}: LocalConsole): ConsolePorts {
  const accessToken = tokenFor(`serviceAccount:${deployment.identities.console}`);
  return {
    ledger,
    deployment,
    readers: 'anyone',
    authenticate: async (headers) => callerIn(organization, headers.get('authorization')),
    log: openLog({ name: 'console', level: logLevel, project: deployment.project }),
    publisher: {
      publish: (topic, message) =>
        publisher(connectGoogle({ apiRoot: url(), accessToken }), deployment.project).publish(
          topic,
          message,
        ),
    },
    now: () => new Date().toISOString(),
    newId: randomUUID,
  };
}

function callerIn(organization: Organization, authorization: string | null): Caller {
  const why = 'Say who asks: an Authorization header with a token is needed.';
  try {
    const by = callerOf(organization, authorization ?? undefined).principal;
    return by === undefined ? { kind: 'nobody', why } : { kind: 'known', by };
  } catch (error) {
    if (error instanceof ApiError) return { kind: 'nobody', why };
    throw error;
  }
}
