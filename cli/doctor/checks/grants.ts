import { allAccounts } from '../../../shared/deployed/accounts.ts';
import { organizationGrants, projectGrants } from '../../../shared/deployed/grants.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import type { Check, Probe } from '../check.ts';
import { judgeGrants } from '../judge-grants.ts';
import { judge } from '../judged.ts';
import type { Patient } from '../patient.ts';

/** What the allow policies of the organization and of Bailiff's project give to its identities, each binding for itself. */
export const grants: Check = {
  id: 'grants',
  probes: (patient) => {
    const { deployment } = patient;
    const number = deployment.organization.replace('organizations/', '');
    const onOrganization = organizationGrants(deployment);
    const onProject = projectGrants(deployment);
    return [
      ...allAccounts(deployment).flatMap((email): readonly Probe[] => {
        const member = `serviceAccount:${email}`;
        const mine = (all: typeof onProject) => all.filter((grant) => grant.member === member);
        return [
          {
            about: `${email} on ${deployment.organization}`,
            look: async () =>
              judgeGrants(
                member,
                await patient.allowPolicy(deployment.organization),
                mine(onOrganization),
                { command: 'gcloud organizations', target: number },
              ),
          },
          {
            about: `${email} on projects/${deployment.project}`,
            look: async () =>
              judgeGrants(
                member,
                await patient.allowPolicy(`projects/${deployment.project}`),
                mine(onProject),
                { command: 'gcloud projects', target: deployment.project },
              ),
          },
        ];
      }),
      { about: 'others with roles of Bailiff', look: () => others(patient, number) },
    ];
  },
};

/** The custom roles are for Bailiff's identities alone. */
async function others(patient: Patient, number: string) {
  const { deployment } = patient;
  const own = allAccounts(deployment).map((email) => `serviceAccount:${email}`);
  const policy = await patient.allowPolicy(deployment.organization);
  const faults = (policy.bindings ?? [])
    .filter(({ role }) => role.startsWith(`${deployment.organization}/roles/bailiff`))
    .flatMap(({ role, members }) =>
      members
        .filter((member) => !own.includes(member))
        .map((member) => ({
          says: `${member} holds ${role}.`,
          mend: `gcloud organizations remove-iam-policy-binding ${number} --member=${shellWord(member)} --role=${role} --all`,
        })),
    );
  return judge(faults, 'Nobody else holds one on the organization.');
}
