import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { openPolicySource } from '../../shared/engine/policy-source.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { jobReader } from '../../shared/gcp/jobs.ts';
import { projects } from '../../shared/gcp/projects.ts';
import { publisher } from '../../shared/gcp/publisher.ts';
import { openSqliteLedger } from '../../shared/ledger/sqlite.ts';
import { openLog } from '../../shared/log.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { readSettings } from '../../shared/settings.ts';
import { alertOnRejectedPolicy } from './alert-on-rejected-policy.ts';
import { evaluate } from './evaluate.ts';
import { auditLog } from './sources/audit-log.ts';

/** The function as its environment wants it. Throws SettingsUnusable. */
export function wire(env: Readonly<Record<string, string | undefined>>): HttpFunction {
  const { deployment, policy: path, log: level, ...settings } = readSettings(env);
  const { organization, project } = deployment;
  const google = connectGoogle(settings);
  const world = {
    ledger: openSqliteLedger(settings.ledger),
    publisher: publisher(google, project),
    readers: { organization, jobs: jobReader(google), projects: projects(google) },
    now: () => new Date().toISOString(),
  };
  const policy = openPolicySource({
    path,
    deployment,
    rules: RULES,
    now: () => Date.now(),
    onRejected: (digest, faults) => alertOnRejectedPolicy(path, digest, faults, world),
  });
  const ports = { ...world, source: auditLog, policy, rules: RULES, deployment };
  return pushEndpoint({
    name: 'evaluate',
    log: openLog({ name: 'evaluate', level, project }),
    handle: (push, log) => evaluate(push, { ...ports, log }),
  });
}

http(
  'evaluate',
  lazily('evaluate', () => wire(process.env)),
);
