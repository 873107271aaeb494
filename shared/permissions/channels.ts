import type { PermissionUse } from '../domain/permission.ts';
import { publisherPermissions } from '../gcp/permissions/publisher.ts';
import { secretPermissions } from '../gcp/permissions/secrets.ts';

const WITHOUT = 'What it should hold waits; after a while an alert on the other channels says so.';

/** https://docs.cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings */
const FINDINGS = [
  {
    permission: 'securitycenter.findings.update',
    on: 'source',
    why: 'Creates and updates findings of its source in Security Command Center.',
    without: WITHOUT,
  },
  {
    permission: 'securitycenter.findings.setState',
    on: 'source',
    why: 'Sets them inactive when they are mended.',
    without: WITHOUT,
  },
  {
    permission: 'securitycenter.findings.setMute',
    on: 'source',
    why: 'Mutes them while they are exempt.',
    without: WITHOUT,
  },
] as const satisfies readonly PermissionUse[];

/** What notify holds for the channels that a deployment names; nothing for none. */
export const CHANNELS = [
  {
    role: 'roles/secretmanager.secretAccessor',
    where: 'secrets of the channels',
    optional: true,
    uses: secretPermissions.access,
  },
  {
    role: 'roles/pubsub.publisher',
    where: 'topics of the channels',
    optional: true,
    uses: [
      {
        ...publisherPermissions.publish[0],
        why: 'Publishes events on a topic that is a channel.',
        without: WITHOUT,
      },
    ],
  },
  {
    role: 'roles/securitycenter.findingsEditor',
    where: 'sources of the channels',
    optional: true,
    uses: FINDINGS,
  },
] as const;
