import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { conditionView, type Viewed } from '../../../shared/policy/condition.ts';
import { type Loaded, loadPolicy } from '../../../shared/policy/load.ts';
import type { Policy } from '../../../shared/policy/policy.ts';
import { readDeployment } from '../../../shared/policy/read-deployment.ts';
import { RULES } from '../../../shared/rules/registry.ts';

const ROOT = new URL('../../../', import.meta.url);

export function textOf(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

/** The deployment of the local organization, from examples/deployment.yaml. */
export function exampleDeployment(): Deployment {
  const read = readDeployment(parse(textOf('examples/deployment.yaml')));
  if (!read.ok) throw new Error(read.faults.join('\n'));
  return read.deployment;
}

const deployment = exampleDeployment();

export function load(text: string, changed: Partial<Deployment> = {}): Loaded {
  return loadPolicy(text, {
    rules: RULES,
    deployment: { ...deployment, ...changed },
    digest: 'a1b2c3',
  });
}

/** The policy of a text that has no faults. */
export function policyOf(text: string, changed: Partial<Deployment> = {}): Policy {
  const loaded = load(text, changed);
  if (!loaded.ok) throw new Error(loaded.faults.map(({ message }) => message).join('\n'));
  return loaded.policy;
}

/** A finding on the job `nightly` in `payments-prod`, with what a test changes of it. */
export function viewOf(changed: Partial<Viewed> = {}) {
  return conditionView({
    rule: 'default-service-account',
    severity: 'medium',
    owner: '',
    attempted: false,
    principal: 'dev@example.com',
    serviceAccount: '310000000001-compute@developer.gserviceaccount.com',
    occurrences: 1,
    resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'nightly' },
    labels: {},
    ancestors: ['folders/200000000001', 'organizations/100000000001'],
    ...changed,
  });
}
