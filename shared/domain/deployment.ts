import { z } from 'zod';
import { ChannelName } from './channel-name.ts';
import { MODES } from './mode.ts';
import { isProjectId } from './resource.ts';
import { parseServiceAccount } from './service-account.ts';

/** Actions that a deployment may allow. */
export const ACTION_IDS = [
  'assign-service-account',
  'grant-token-creator',
  'grant-act-as',
  'allow-cross-project-use',
] as const;
export type ActionId = (typeof ACTION_IDS)[number];

// As Google writes it: compared with what logs and jobs say, by which Bailiff knows its own.
const email = z.string().refine((text) => {
  const account = parseServiceAccount(text);
  return account.kind === 'user-managed' && account.email === text;
}, 'must be the address of a service account');

/**
 * What bounds the policy file: set by whoever deploys Bailiff (`BAILIFF_DEPLOYMENT`, JSON), never by the file.
 * The example is examples/deployment.yaml.
 */
export const Deployment = z
  .strictObject({
    /** `organizations/NUMBER`. */
    organization: z.string().regex(/^organizations\/\d+$/, 'must read organizations/NUMBER'),
    /** The project that Bailiff itself runs in: read, ticketed, never written to. */
    project: z.string().refine(isProjectId, 'must be the id of a project, not its number'),
    /** Domains whose users and groups Bailiff may name in a binding. */
    domains: z.array(z.string().regex(/^[a-z0-9.-]+$/)).min(1),
    /** No decision goes further, whatever the policy says. */
    ceiling: z.enum(MODES),
    actions: z.array(z.enum(ACTION_IDS)),
    /** Accounts that the policy's `trust` may name, by their literal addresses. */
    trustAccounts: z.array(email).default([]),
    /** Project roles that a dedicated account may be given. */
    dedicatedAccountRoles: z.array(z.string()),
    approvers: z.array(z.string().regex(/^(user|group|serviceAccount):.+@.+$/)),
    /** Service accounts per project, Google's default is 100; at 80 % none is made. */
    serviceAccountQuota: z.number().int().positive().default(100),
    /** Names of the channels that a policy may choose for tickets: those of `BAILIFF_CHANNELS`. */
    channels: z.array(ChannelName).default([]),
    identities: z.strictObject({
      evaluate: email,
      remediate: email,
      notify: email,
      console: email,
      /** Lists the organization's jobs; without it no sweep runs. */
      sweep: email.optional(),
      /** Impersonated for minutes, one per kind of write. */
      jobWriter: email,
      accountWriter: email,
      roleGranter: email.optional(),
      orgPolicyWriter: email.optional(),
    }),
  })
  .superRefine(({ actions, identities }, context) => {
    if (!actions.includes('allow-cross-project-use') || identities.orgPolicyWriter !== undefined)
      return;
    const message =
      'must be named where actions lists allow-cross-project-use, which writes as it.';
    context.addIssue({ code: 'custom', path: ['identities', 'orgPolicyWriter'], message });
  });
export type Deployment = z.infer<typeof Deployment>;

/** Every identity that Bailiff runs or writes as. */
export function ownIdentities(deployment: Deployment): readonly string[] {
  return Object.values(deployment.identities).filter((email) => email !== undefined);
}
