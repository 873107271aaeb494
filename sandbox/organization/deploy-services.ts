import { pushAccount } from '../../shared/deployed/accounts.ts';
import { ownAudience } from '../../shared/deployed/own-audience.ts';
import {
  DATABASE,
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
} from '../../shared/deployed/parts.ts';
import type { Channels } from '../../shared/domain/channels.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { replacePolicy } from './policies.ts';
import type { Organization } from './state.ts';

/** The Cloud Run services that Cloud Functions makes of the functions: what each is told, and who alone may invoke it. */
export function deployServices(
  organization: Organization,
  deployment: Deployment,
  region: string,
  channels: Channels,
): void {
  for (const name of FUNCTION_NAMES) {
    const full = `projects/${deployment.project}/locations/${region}/services/bailiff-${name}`;
    const environment = environmentOf(name, deployment, region, channels);
    const env = Object.entries(environment).map(([key, value]) => ({ name: key, value }));
    organization.deployed.set(full, {
      name: full,
      ingress: 'INGRESS_TRAFFIC_INTERNAL_ONLY',
      template: {
        serviceAccount: deployment.identities[FUNCTIONS[name].runs],
        containers: [{ name: 'worker', env }],
      },
    });
    const members = [`serviceAccount:${pushAccount(deployment, name)}`];
    const bindings = [{ role: 'roles/run.invoker', members }];
    replacePolicy(organization, full, { version: 1, bindings });
  }
}

function environmentOf(
  name: FunctionName,
  deployment: Deployment,
  region: string,
  channels: Channels,
): Readonly<Record<string, string>> {
  const { project } = deployment;
  return {
    BAILIFF_DEPLOYMENT: JSON.stringify(deployment),
    BAILIFF_LEDGER: `firestore:${DATABASE}`,
    BAILIFF_POLICY: `gs://${project}-bailiff-policy/policy.yaml`,
    BAILIFF_POLICY_DELAY: '10m',
    BAILIFF_PUSH_IDENTITY: pushAccount(deployment, name),
    BAILIFF_PUSH_AUDIENCE: ownAudience(project, region, name),
    BAILIFF_PUSH_SIGNATURE: 'checked-by-cloud-run',
    ...(name === 'notify' ? { BAILIFF_CHANNELS: JSON.stringify(channels) } : {}),
    // Cloud Functions' own.
    FUNCTION_TARGET: FUNCTIONS[name].runs,
    LOG_EXECUTION_ID: 'true',
  };
}
