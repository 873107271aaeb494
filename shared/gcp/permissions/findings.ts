import type { PermissionsOf } from '../../domain/permission.ts';
import type { findings } from '../findings.ts';

const WITHOUT =
  'What Security Command Center is to be told waits, and the other channels are told that it does.';

export const findingPermissions = {
  create: [
    {
      permission: 'securitycenter.findings.update',
      on: 'source',
      why: 'Writes findings of Bailiff’s own source into Security Command Center.',
      without: WITHOUT,
    },
  ],
  update: [
    {
      permission: 'securitycenter.findings.update',
      on: 'source',
      why: 'Brings severity, time and facts of such a finding up to date.',
      without: WITHOUT,
    },
  ],
  setState: [
    {
      permission: 'securitycenter.findings.setState',
      on: 'source',
      why: 'Has such a finding rest once it is mended, and wake when it is broken again.',
      without: WITHOUT,
    },
  ],
  setMute: [
    {
      permission: 'securitycenter.findings.setMute',
      on: 'source',
      why: 'Mutes such a finding while its job is exempt.',
      without: WITHOUT,
    },
  ],
} as const satisfies PermissionsOf<ReturnType<typeof findings>>;
