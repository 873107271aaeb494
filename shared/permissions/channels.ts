import { findingPermissions } from '../gcp/permissions/findings.ts';
import { publisherPermissions } from '../gcp/permissions/publisher.ts';
import { secretPermissions } from '../gcp/permissions/secrets.ts';

const WITHOUT = 'What it should hold waits; after a while an alert on the other channels says so.';

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
        ...publisherPermissions.publishText[0],
        why: 'Publishes events on a topic that is a channel.',
        without: WITHOUT,
      },
    ],
  },
  {
    role: 'roles/securitycenter.findingsEditor',
    where: 'sources of the channels',
    optional: true,
    uses: [
      ...findingPermissions.create,
      ...findingPermissions.setState,
      ...findingPermissions.setMute,
    ],
  },
] as const;
