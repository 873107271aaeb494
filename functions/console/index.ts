import '../../shared/interpret-schemas.ts';
import { randomUUID } from 'node:crypto';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { readConsoleSettings } from '../../shared/console-settings.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { publisher } from '../../shared/gcp/publisher.ts';
import { openLedger } from '../../shared/ledger/open-ledger.ts';
import { openLog } from '../../shared/log.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { traced } from '../../shared/push/traced.ts';
import { callersOf } from './callers.ts';
import { consoleApp } from './console.ts';
import { serve } from './serve.ts';

/** The function as its environment wants it. Rejects with SettingsUnusable or LedgerUnusable. */
export async function wire(
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpFunction> {
  const { deployment, callers, log: level, ...settings } = readConsoleSettings(env);
  const { project } = deployment;
  const { apiRoot } = settings;
  const google = connectGoogle(settings);
  // Where all of Google answers at one address, its keys do too.
  const keys =
    apiRoot === undefined
      ? {}
      : { certificates: `${apiRoot}/oauth2/v1/certs`, iap: `${apiRoot}/iap/verify/public_key` };
  const app = consoleApp({
    ledger: await openLedger(settings.ledger, {
      projectId: project,
      firestoreEmulator: settings.firestoreEmulator,
      credentials: google.credentials,
    }),
    deployment,
    readers: 'callers',
    authenticate: callersOf(callers, keys),
    publisher: traced(publisher(google, project)),
    log: openLog({ name: 'console', level, project }),
    now: () => new Date().toISOString(),
    newId: randomUUID,
  });
  return serve(app);
}

http(
  'console',
  lazily('console', () => wire(process.env)),
);
