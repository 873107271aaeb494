import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { openPolicySource } from '../../shared/engine/policy-source.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { openLog } from '../../shared/log.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { readSettings } from '../../shared/settings.ts';
import { googlePorts } from './google-ports.ts';
import { remediate } from './remediate.ts';

/** The function as its environment wants it. Throws SettingsUnusable. */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunction {
  const { deployment, policy: path, log: level, ...settings } = readSettings(env);
  const { project } = deployment;
  const ports = {
    ...googlePorts(connectGoogle(settings), deployment),
    ledger: openSqliteLedger(settings.ledger),
    // A version that is refused is evaluate's to tell of.
    policy: openPolicySource({ path, deployment, rules: RULES, now: () => Date.now() }),
    rules: RULES,
    now: () => new Date().toISOString(),
    sleep: (milliseconds: number) => sleep(milliseconds),
    nonce: randomUUID,
    owner: randomUUID,
  };
  return pushEndpoint({
    name: 'remediate',
    log: openLog({ name: 'remediate', level, project }),
    handle: (push, log) => remediate(push, { ...ports, log }),
  });
}

http(
  'remediate',
  lazily('remediate', () => wire(process.env)),
);
