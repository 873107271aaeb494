import { type Grant, organizationGrants } from '../../../shared/deployed/grants.ts';
import type { CustomRole } from '../../../shared/deployed/roles.ts';
import { troubleshooter } from '../../../shared/gcp/troubleshooter.ts';
import type { Check } from '../check.ts';
import { type Fault, type Judged, judge, unknown } from '../judged.ts';
import type { Patient } from '../patient.ts';

/**
 * Each permission of each identity, as Policy Troubleshooter answers it on the organization: that counts deny policies and
 * conditions too. A role under a condition is left to the check of grants, since the answer depends on each request.
 */
export const permissions: Check = {
  id: 'permissions',
  probes: (patient) =>
    organizationGrants(patient.deployment).flatMap((grant) => {
      const { custom, condition, member } = grant;
      if (custom === undefined || condition !== undefined) return [];
      const email = member.replace('serviceAccount:', '');
      return [
        { about: `${email} by ${custom.id}`, look: () => look(email, custom, grant, patient) },
      ];
    }),
};

async function look(
  email: string,
  custom: CustomRole,
  { member, role }: Grant,
  { google, deployment, now }: Patient,
): Promise<Judged> {
  const client = troubleshooter(google);
  const resource = `//cloudresourcemanager.googleapis.com/${deployment.organization}`;
  const asked = await Promise.all(
    custom.permissions.map(async (permission) => ({
      permission,
      ...(await client.explain({ principal: email, resource, permission, at: now })),
    })),
  );
  const number = deployment.organization.replace('organizations/', '');
  const grantLine = `gcloud organizations add-iam-policy-binding ${number} --member=${member} --role=${role} --condition=None`;
  const faults: Fault[] = asked
    .filter(({ state }) => state === 'denied')
    .map(({ permission, denyPolicies, because }) => ({
      says: `It lacks ${permission}. ${because}`,
      mend:
        denyPolicies.length === 0
          ? grantLine
          : `gcloud iam policies list --attachment-point=cloudresourcemanager.googleapis.com/${deployment.organization} --kind=denypolicies`,
    }));
  if (faults.length > 0) return judge(faults, '');
  const unclear = asked.filter(({ state }) => state === 'unknown');
  if (unclear.length > 0)
    return unknown(
      `Policy Troubleshooter does not tell about ${unclear.map(({ permission }) => permission).join(', ')}. ${unclear[0]?.because ?? ''}`,
    );
  return judge([], `Policy Troubleshooter says it has all ${asked.length}.`);
}
