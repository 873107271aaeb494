import { channelSecrets } from '../../shared/domain/channel-secrets.ts';
import type { Channels } from '../../shared/domain/channels.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { findProject } from './hierarchy.ts';
import { currentPolicy, replacePolicy } from './policies.ts';
import type { Organization } from './state.ts';

/** Lets notify read the secrets that the channels name, as infra does, whether they have been made yet or not. */
export function lendSecrets(
  organization: Organization,
  { identities }: Deployment,
  channels: Channels,
): void {
  for (const secret of channelSecrets(channels)) {
    const [, project = '', , name] = secret.split('/');
    const key = `projects/${findProject(organization, project)?.id ?? project}/secrets/${name}`;
    const policy = currentPolicy(organization, key);
    const role = 'roles/secretmanager.secretAccessor';
    const binding = { role, members: [`serviceAccount:${identities.notify}`] };
    replacePolicy(organization, key, {
      version: 1,
      bindings: [...(policy.bindings ?? []), binding],
    });
  }
}
