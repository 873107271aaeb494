import '../../shared/interpret-schemas.ts';
import { type HttpFunction, http } from '@google-cloud/functions-framework';
import { policyAt } from '../../shared/engine/policy-at.ts';
import { openPolicySource } from '../../shared/engine/policy-source.ts';
import { connectGoogle } from '../../shared/gcp/google.ts';
import { jobReader } from '../../shared/gcp/jobs.ts';
import { organizationPolicies } from '../../shared/gcp/org-policy.ts';
import { projects } from '../../shared/gcp/projects.ts';
import { publisher } from '../../shared/gcp/publisher.ts';
import { serviceAccounts } from '../../shared/gcp/service-accounts.ts';
import { troubleshooter } from '../../shared/gcp/troubleshooter.ts';
import { openLedger } from '../../shared/ledger/open-ledger.ts';
import { onlyFrom } from '../../shared/push/caller.ts';
import { pushEndpoint } from '../../shared/push/endpoint.ts';
import { lazily } from '../../shared/push/lazily.ts';
import { traced } from '../../shared/push/traced.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { readSettings } from '../../shared/settings.ts';
import { observed } from '../../shared/telemetry/observed.ts';
import { alertOnRejectedPolicy } from './alert-on-rejected-policy.ts';
import { alertOnWidenedPolicy } from './alert-on-widened-policy.ts';
import { evaluate } from './evaluate.ts';
import { readSamples } from './read-samples.ts';
import { auditLog } from './sources/audit-log.ts';

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
  const { organization, project } = deployment;
  const google = connectGoogle(settings);
  const world = {
    ledger: await openLedger(settings.ledger, {
      projectId: project,
      firestoreEmulator: settings.firestoreEmulator,
      credentials: google.credentials,
    }),
    publisher: traced(publisher(google, project)),
    readers: {
      organization,
      jobs: jobReader(google),
      projects: projects(google),
      accounts: serviceAccounts(google),
      troubleshooter: troubleshooter(google),
      organizationPolicies: organizationPolicies(google),
    },
    now: () => new Date().toISOString(),
  };
  const policy = openPolicySource({
    place: policyAt(address, google),
    delaySeconds: settings.policyDelaySeconds,
    deployment,
    rules: RULES,
    now: () => Date.now(),
    onRejected: (digest, faults) => alertOnRejectedPolicy(address, digest, faults, world),
    onWidened: (widened) => alertOnWidenedPolicy(address, widened, world),
  });
  const ports = { ...world, source: auditLog, policy, rules: RULES, deployment };
  return pushEndpoint({
    name: 'evaluate',
    ...observed({ name: 'evaluate', level, project, telemetry, google }),
    caller: onlyFrom(identity),
    handle: (push, log) => evaluate(push, { ...ports, log }),
  });
}

http(
  'evaluate',
  lazily('evaluate', () => wire(process.env)),
);

/** Of a start, what can be done where the function is built (scripts/bundle/start.cjs). */
export const rehearse = readSamples;
