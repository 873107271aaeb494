import '../../shared/interpret-schemas.ts';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { assets } from '../../shared/gcp/assets.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { publisher } from '../../shared/gcp/publisher.ts';
import { openLedger } from '../../shared/ledger/open-ledger.ts';
import { onlyFrom } from '../../shared/push/caller.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { traced } from '../../shared/push/traced.ts';
import { readSettings } from '../../shared/settings.ts';
import { observed } from '../../shared/telemetry/observed.ts';
import { sweep } from './sweep.ts';

/** The function as its environment wants it. Rejects with SettingsUnusable or LedgerUnusable. */
export async function wire(
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpFunction> {
  const { deployment, log: level, telemetry, push: identity, ...settings } = readSettings(env);
  const { organization, project } = deployment;
  const google = connectGoogle(settings);
  const ports = {
    inventory: assets(google),
    ledger: await openLedger(settings.ledger, {
      projectId: project,
      firestoreEmulator: settings.firestoreEmulator,
      credentials: google.credentials,
    }),
    publisher: traced(publisher(google, project)),
    organization,
    now: () => new Date().toISOString(),
  };
  return pushEndpoint({
    name: 'sweep',
    ...observed({ name: 'sweep', level, project, telemetry, google }),
    caller: onlyFrom(identity),
    handle: (push, log) => sweep(push, { ...ports, log }),
  });
}

http(
  'sweep',
  lazily('sweep', () => wire(process.env)),
);
