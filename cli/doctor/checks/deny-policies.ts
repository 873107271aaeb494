import { z } from 'zod';
import { runners, writers } from '../../../shared/deployed/accounts.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { APPLY, type Check } from '../check.ts';
import { type Judged, ok, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';

/** https://cloud.google.com/iam/docs/reference/rest/v2/policies */
const DenyPolicy = z.object({
  rules: z
    .array(
      z.object({
        denyRule: z
          .object({
            deniedPrincipals: z.array(z.string()).default([]),
            deniedPermissions: z.array(z.string()).default([]),
          })
          .default({ deniedPrincipals: [], deniedPermissions: [] }),
      }),
    )
    .default([]),
});

/** What each policy takes from every identity of Bailiff; the whole of it stands in infra/deny.tf. */
const DENIED = {
  organization: 'cloudresourcemanager.googleapis.com/organizations.setIamPolicy',
  project: 'iam.googleapis.com/serviceAccounts.setIamPolicy',
} as const;

/** The deny policies are there, and name every identity that could write. */
export const denyPolicies: Check = {
  id: 'deny-policies',
  probes: (patient) => {
    const { organization, project } = patient.deployment;
    return [
      {
        about: `deny policy bailiff-organization of ${organization}`,
        look: () => look('organization', organization, patient),
      },
      {
        about: `deny policy bailiff-project of projects/${project}`,
        look: () => look('project', `projects/${project}`, patient),
      },
    ];
  },
};

async function look(
  which: keyof typeof DENIED,
  node: string,
  { ask, deployment }: Patient,
): Promise<Judged> {
  const point = encodeURIComponent(`cloudresourcemanager.googleapis.com/${node}`);
  const path = `/v2/policies/${point}/denypolicies/bailiff-${which}`;
  const policy = await unless([404], ask.get('iam.googleapis.com', path, DenyPolicy));
  if (policy === undefined) return wrong('There is no such policy.', APPLY);
  const rule = policy.rules
    .map(({ denyRule }) => denyRule)
    .find(({ deniedPermissions }) => deniedPermissions.includes(DENIED[which]));
  const lacking = [...runners(deployment), ...writers(deployment)].filter(
    (email) =>
      rule?.deniedPrincipals.includes(
        `principal://iam.googleapis.com/projects/-/serviceAccounts/${email}`,
      ) !== true,
  );
  if (lacking.length > 0)
    return wrong(`It does not deny ${DENIED[which]} to ${lacking.join(', ')}.`, APPLY);
  return ok(`It denies ${DENIED[which]} to all of Bailiff's identities.`);
}
