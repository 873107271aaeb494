import type { Denial } from '../../../shared/domain/change.ts';
import {
  type ConditionId,
  type Diagnosis,
  isCrossProject,
} from '../../../shared/domain/diagnosis.ts';
import { serviceAgentOf } from '../../../shared/engine/diagnosis/facts.ts';
import { CONSTRAINT } from '../../../shared/engine/diagnosis/mending.ts';

/** What Google's denial names; it names one reason at a time. */
export const NAMED_BY_GOOGLE: Readonly<Record<Denial, string>> = {
  'act-as': "Google's refusal names iam.serviceAccounts.actAs on the account.",
  'token-creator':
    "Google's refusal names the service agent's iam.serviceAccounts.getAccessToken on the account.",
  constraint: `Google's refusal names the constraint ${CONSTRAINT}.`,
  'run-permission': "Google's refusal names a permission of Cloud Run.",
  other: "Google's refusal names none of the conditions.",
};

/** A condition in Google's terms, with its role and permission; `home` is the account's project, where it is known. */
export function conditionTerm(
  id: ConditionId,
  diagnosis: Diagnosis,
  home: string | undefined,
): string {
  const { project, deployer } = diagnosis;
  const agent = `the Cloud Run service agent of ${project.id}, ${serviceAgentOf(project)}`;
  switch (id) {
    case 'account-usable':
      return 'an account that is there and enabled';
    case 'act-as':
      return `Service Account User (roles/iam.serviceAccountUser, which contains iam.serviceAccounts.actAs) on the account, for ${whoDeploys(deployer)}`;
    case 'token-minting':
      return isCrossProject(diagnosis)
        ? `Service Account Token Creator (roles/iam.serviceAccountTokenCreator, which contains iam.serviceAccounts.getAccessToken) on the account, for ${agent}`
        : `Cloud Run Service Agent (roles/run.serviceAgent, which contains iam.serviceAccounts.getAccessToken) on ${project.id}, for ${agent}`;
    case 'cross-project-use':
      return `leave for other projects to use accounts of ${home ?? 'that project'} (the organization policy constraint ${CONSTRAINT} not enforced there)`;
  }
}

export function whoDeploys(deployer: string | undefined): string {
  return deployer === undefined || deployer === 'unknown' ? 'an unknown principal' : deployer;
}

/** Google's text for a deployer without act-as, word for word; it says the same of an account that is not there. */
export function actAsDenial(email: string): string {
  return `Permission 'iam.serviceaccounts.actAs' denied on service account ${email} (or it may not exist).`;
}
