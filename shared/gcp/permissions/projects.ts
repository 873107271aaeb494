import type { PermissionsOf, PermissionUse } from '../../domain/permission.ts';
import type { projects } from '../projects.ts';

type Hierarchy = ReturnType<typeof projects>;

const GET = {
  permission: 'resourcemanager.projects.get',
  on: 'project',
  why: 'Tells the id, the number and the folders of a project, and whether it is of this organization.',
  without:
    'Events of the project are delivered again until they are dead letters, which raise an alert; a sweep names it as not read.',
} as const satisfies PermissionUse;

const UNREAD =
  'Roles inherited from there are unknown, so the finding is indeterminate and held at ticket, and not taken for mended.';

export const hierarchyPermissions = {
  get: [GET],
  ancestors: [GET],
  policy: [
    {
      permission: 'resourcemanager.projects.getIamPolicy',
      on: 'project',
      why: 'Tells which roles an account, a deployer or a service agent has on the project.',
      without: UNREAD,
    },
    {
      permission: 'resourcemanager.folders.getIamPolicy',
      on: 'folder',
      why: 'Tells which roles they inherit from a folder.',
      without: UNREAD,
    },
    {
      permission: 'resourcemanager.organizations.getIamPolicy',
      on: 'organization',
      why: 'Tells which roles they inherit from the organization.',
      without: UNREAD,
    },
  ],
  // Everybody may ask what he holds himself.
  holdsOnOrganization: [],
} as const satisfies PermissionsOf<Omit<Hierarchy, 'setPolicy'>>;

export const projectGrantingPermissions = {
  policy: [
    {
      permission: 'resourcemanager.projects.getIamPolicy',
      on: 'project',
      why: 'Reads the policy with its etag, so that no binding is lost.',
      without:
        'No role is granted; the remediation fails, and the account made for it stays without roles.',
    },
  ],
  setPolicy: [
    {
      permission: 'resourcemanager.projects.setIamPolicy',
      on: 'project',
      why: 'Gives a dedicated account the roles that the policy names, and takes them back.',
      without:
        'No role is granted; the remediation fails, and the account made for it stays without roles.',
    },
  ],
} as const satisfies PermissionsOf<Pick<Hierarchy, 'policy' | 'setPolicy'>>;
