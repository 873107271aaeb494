import { describe } from 'vitest';
import { ApiFailure } from '../../../../shared/gcp/api-failure.ts';
import { roles } from '../../../../shared/gcp/roles.ts';
import { REMEDIATE } from '../../../shared/gcp/local-apis.ts';
import { BUILDER, creates, type Held, holds, secret } from '../holding.ts';

const HELD: readonly Held[] = [
  {
    title: 'a project that has used up 80 % of its accounts',
    ports: ({ deployment }) => ({ deployment: { ...deployment, serviceAccountQuota: 2 } }),
    state: 'held',
    because:
      'Project payments-prod has 2 or more of its 2 service accounts; from 80 % on Bailiff makes none. Delete unused accounts or raise the quota.',
  },
  {
    title: 'a role that is not on the deployment list any more',
    policy: creates('roles/logging.logWriter'),
    ports: ({ deployment }) => ({ deployment: { ...deployment, dedicatedAccountRoles: [] } }),
    state: 'held',
    because: "roles/logging.logWriter is not among the deployment's dedicatedAccountRoles.",
  },
  {
    title: 'a custom role with a permission that no dedicated account may hold',
    policy: creates(BUILDER),
    state: 'held',
    because: `${BUILDER} holds cloudbuild.builds.create, which no dedicated account may hold.`,
  },
  {
    title: 'a role whose contents cannot be read',
    policy: creates('roles/withdrawn'),
    state: 'held',
    because: 'What roles/withdrawn contains could not be read, so it is granted to nobody.',
  },
  {
    title:
      'a role that the replaced account may bring or not, since nobody can tell what one of its own contains',
    policy: creates('roles/logging.logWriter'),
    ports: ({ apis }) => ({
      roles: {
        permissions: async (role) => {
          if (role !== 'roles/editor') return roles(apis.as(REMEDIATE)).permissions(role);
          const fields = { status: 403, code: 'PERMISSION_DENIED', api: 'iam.googleapis.com' };
          throw new ApiFailure('It may not be read.', fields);
        },
      },
    }),
    state: 'held',
    because:
      'What roles/editor contains could not be read, so whether the replaced account holds what roles/logging.logWriter brings is not known.',
  },
  {
    title: 'a deployment that has nobody to grant roles',
    policy: creates('roles/logging.logWriter'),
    ports: ({ deployment }) => {
      const { roleGranter: _, ...identities } = deployment.identities;
      return { deployment: { ...deployment, identities }, roleGranter: undefined };
    },
    state: 'held',
    because:
      'This deployment has no roleGranter identity, so roles/logging.logWriter cannot be granted.',
  },
  {
    title: 'a secret that no granted role covers',
    arrange: (world, name) => world.made(name, { template: secret('db-password') }),
    state: 'held',
    because:
      'A dedicated account could not read projects/payments-prod/secrets/db-password: its roles do not include that, and Bailiff grants nothing on single secrets.',
  },
  {
    title: "a secret of another project, though a role reads the project's own",
    policy: creates('roles/secretmanager.secretAccessor'),
    arrange: (world, name) =>
      world.made(name, { template: secret('projects/data-dev/secrets/shared') }),
    state: 'held',
    because: /^A dedicated account could not read projects\/data-dev\/secrets\/shared: /,
  },
  {
    title: 'a secret of which nobody can tell whether the account reads it',
    policy: creates('roles/secretmanager.secretAccessor'),
    arrange: (world, name) => world.made(name, { template: secret('db-password') }),
    ports: ({ google }) => ({
      troubleshooter: {
        access: async (question) =>
          question.permission === 'secretmanager.versions.access'
            ? 'unknown'
            : google.troubleshooter.access(question),
      },
    }),
    begun: true,
    state: 'held',
    because: /^The job was left alone. Whether \S+ can read \S+db-password is unknown. Took /,
  },
];

describe('a dedicated account is not made, and nothing is written, for', () => holds(HELD));
