import '../../shared/interpret-schemas.ts';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { policyAt } from '../../shared/engine/policy-at.ts';
import { openPolicySource } from '../../shared/engine/policy-source.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { openLedger } from '../../shared/ledger/open-ledger.ts';
import { onlyFrom } from '../../shared/push/caller.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { readSettings } from '../../shared/settings.ts';
import { observed } from '../../shared/telemetry/observed.ts';
import { googlePorts } from './google-ports.ts';
import { remediate } from './remediate.ts';

/** The function as its environment wants it. Rejects with SettingsUnusable or LedgerUnusable. */
export async function wire(
  env: Readonly<Record<string, string | undefined>>,
): Promise<HttpFunction> {
  const {
    deployment,
    policy: address,
    log: level,
    telemetry,
    push: identity,
    ...settings
  } = readSettings(env);
  const { project } = deployment;
  const google = connectGoogle(settings);
  const ports = {
    ...googlePorts(google, deployment),
    ledger: await openLedger(settings.ledger, {
      projectId: project,
      firestoreEmulator: settings.firestoreEmulator,
      credentials: google.credentials,
    }),
    // Which version is refused or allows more than before is evaluate's to tell.
    policy: openPolicySource({
      place: policyAt(address, google),
      delaySeconds: settings.policyDelaySeconds,
      deployment,
      rules: RULES,
      now: () => Date.now(),
    }),
    rules: RULES,
    now: () => new Date().toISOString(),
    sleep: (milliseconds: number) => sleep(milliseconds),
    nonce: randomUUID,
    owner: randomUUID,
  };
  return pushEndpoint({
    name: 'remediate',
    ...observed({ name: 'remediate', level, project, telemetry, google }),
    caller: onlyFrom(identity),
    handle: (push, log) => remediate(push, { ...ports, log }),
  });
}

http(
  'remediate',
  lazily('remediate', () => wire(process.env)),
);
