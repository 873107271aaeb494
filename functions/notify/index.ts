import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { openLog } from '../../shared/log.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { readSettings } from '../../shared/settings.ts';
import { notify } from './notify.ts';

/** Builds the function from its environment; throws SettingsUnusable with every fault. */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunction {
  const settings = readSettings(env);
  const ledger = openSqliteLedger(settings.ledger);
  return pushEndpoint({
    name: 'notify',
    log: openLog({ name: 'notify', level: settings.log, project: settings.deployment.project }),
    handle: (push, log) => notify(push, log, { ledger, now: () => new Date().toISOString() }),
  });
}

http(
  'notify',
  lazily('notify', () => wire(process.env)),
);
