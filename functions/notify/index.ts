import '../../shared/interpret-schemas.ts';
import { randomUUID } from 'node:crypto';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { readNotifySettings } from '../../shared/channel-settings.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { keptSecrets } from '../../shared/gcp/kept-secrets.ts';
import { secrets } from '../../shared/gcp/secrets.ts';
import { openLedger } from '../../shared/ledger/open-ledger.ts';
import { onlyFrom } from '../../shared/push/caller.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { observed } from '../../shared/telemetry/observed.ts';
import { openChannels } from './deliver/open-channels.ts';
import { notify } from './notify.ts';

/** Builds the function from its environment; rejects with SettingsUnusable or LedgerUnusable. */
export async function wire(
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpFunction> {
  const settings = readNotifySettings(env);
  const { deployment, log: level, telemetry, push: identity } = settings;
  const { project } = deployment;
  const google = connectGoogle(settings);
  const ledger = await openLedger(settings.ledger, {
    projectId: project,
    firestoreEmulator: settings.firestoreEmulator,
    credentials: google.credentials,
  });
  const now = () => new Date().toISOString();
  const secret = keptSecrets((version) => secrets(google).access(version));
  const channels = openChannels(settings.channels, { secret, google, now });
  const ports = { ledger, channels, now, owner: () => randomUUID() };
  return pushEndpoint({
    name: 'notify',
    ...observed({ name: 'notify', level, project, telemetry, google }),
    caller: onlyFrom(identity),
    handle: (push, log) => notify(push, log, ports),
  });
}

http(
  'notify',
  lazily('notify', () => wire(process.env)),
);
