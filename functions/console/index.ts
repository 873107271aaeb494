import { randomUUID } from 'node:crypto';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { readConsoleSettings } from '../../shared/console-settings.ts';
import { openLedger } from '../../shared/ledger/open-ledger.ts';
import { openLog } from '../../shared/log.ts';
import { lazily } from '../../shared/push/lazily.ts';
import type { approvalsPublisher as Publisher } from './approvals-publisher.ts';
import type { ApproverPorts } from './approver-ports.ts';
import { callersOf } from './callers.ts';
import { consoleApp } from './console.ts';
import { serve } from './serve.ts';

/** The function as its environment wants it. Rejects with SettingsUnusable or LedgerUnusable. */
export async function wire(
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpFunction> {
  const { deployment, callers, log: level, apiRoot, ...settings } = readConsoleSettings(env);
  const { project } = deployment;
  // Where all of Google answers at one address, its keys do too.
  const keys =
    apiRoot === undefined
      ? {}
      : { certificates: `${apiRoot}/oauth2/v1/certs`, iap: `${apiRoot}/iap/verify/public_key` };
  const app = consoleApp({
    ledger: await openLedger(settings.ledger, {
      projectId: project,
      firestoreEmulator: settings.firestoreEmulator,
    }),
    deployment,
    readers: 'callers',
    authenticate: callersOf(callers, keys),
    publisher: publishing({ apiRoot, accessToken: settings.accessToken }, project),
    log: openLog({ name: 'console', level, project }),
    now: () => new Date().toISOString(),
    newId: randomUUID,
  });
  return serve(app);
}

/** Google's clients are loaded for the first request of an approver, which most starts never see. */
function publishing(...connection: Parameters<typeof Publisher>): ApproverPorts['publisher'] {
  let loaded: ApproverPorts['publisher'] | undefined;
  return {
    publish: async (topic, message) => {
      const { approvalsPublisher } = await import('./approvals-publisher.ts');
      loaded ??= approvalsPublisher(...connection);
      return loaded.publish(topic, message);
    },
  };
}

http(
  'console',
  lazily('console', () => wire(process.env)),
);
