import { randomUUID } from 'node:crypto';
import type { ConsolePorts } from '../functions/console/console.ts';
import type { Deployment } from '../shared/domain/deployment.ts';
import { connectGoogle } from '../shared/gcp/google.ts';
import { publisher } from '../shared/gcp/publisher.ts';
import type { Ledger } from '../shared/ledger/ledger.ts';
import { ApiError } from './http/api-error.ts';
import { callerOf, tokenFor } from './http/credentials.ts';
import type { Organization } from './organization/state.ts';

export interface LocalConsole {
  readonly organization: Organization;
  readonly deployment: Deployment;
  readonly ledger: Ledger;
  /** Where the APIs answer; asked for when somebody has called, and so once the port is open. */
  readonly url: () => string;
}

/** The console as it is wired here: callers show a token of the local organization, and it publishes as its own identity. */
export function localConsole({
  organization,
  deployment,
  ledger,
  url,
}: LocalConsole): ConsolePorts {
  const accessToken = tokenFor(`serviceAccount:${deployment.identities.console}`);
  return {
    ledger,
    deployment,
    authenticate: async (authorization) => principalOf(organization, authorization),
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

function principalOf(organization: Organization, authorization: string | undefined) {
  try {
    return callerOf(organization, authorization).principal;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
