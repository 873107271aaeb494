import type { Broken } from './broken.ts';
import { type LocalDeployment, ORG, P } from './local-deployment.ts';

const EMAIL = (id: string) => `${id}@bailiff-prod.iam.gserviceaccount.com`;
const PRINCIPAL = (id: string) =>
  `principal://iam.googleapis.com/projects/-/serviceAccounts/${EMAIL(id)}`;
const inProject = {
  check: 'deny-policies',
  about: `deny policy bailiff-project of ${P}`,
  mend: ['terraform apply'],
} as const;
const inOrganization = { ...inProject, about: `deny policy bailiff-organization of ${ORG}` };

type Rule = Parameters<Parameters<LocalDeployment['deny']>[1]>[0];
const changed =
  (node: string, which: number, change: (rule: Rule) => Partial<Rule>): Broken['break'] =>
  ({ deny }) =>
    deny(node, (rule, index) => (index === which ? { ...rule, ...change(rule) } : rule));

/** What may be wrong with the deny policies, each of which whoever may write them could do. */
export const BROKEN_DENIALS: readonly Broken[] = [
  {
    what: 'a deny policy is missing',
    break: ({ organization }) => void organization.denyPolicies.delete(P),
    ...inProject,
    says: /no such policy/,
  },
  {
    what: 'a writer is excepted from a deny policy',
    break: changed(P, 0, () => ({ exceptionPrincipals: [PRINCIPAL('bailiff-job-writer')] })),
    ...inProject,
    says: /^The rule ".+" excepts bailiff-job-writer@bailiff-prod\.iam\.gserviceaccount\.com\.$/,
  },
  {
    what: 'somebody else may write the ledger',
    break: changed(P, 1, ({ exceptionPrincipals }) => ({
      exceptionPrincipals: [...exceptionPrincipals, 'principal://goog/subject/dev@example.com'],
    })),
    ...inProject,
    says: /^The rule ".+" excepts principal:\/\/goog\/subject\/dev@example\.com\.$/,
  },
  {
    what: 'a permission is excepted from a deny policy',
    break: changed(P, 0, () => ({
      exceptionPermissions: ['iam.googleapis.com/serviceAccounts.actAs'],
    })),
    ...inProject,
    says: /^The rule ".+" excepts the permission iam\.googleapis\.com\/serviceAccounts\.actAs\.$/,
  },
  {
    what: 'a deny policy holds under a condition alone',
    break: changed(ORG, 0, () => ({
      denialCondition: { expression: "resource.matchTag('100000000001/open', 'no')" },
    })),
    ...inOrganization,
    says: /holds only where "resource\.matchTag\('100000000001\/open', 'no'\)"\.$/,
  },
  {
    what: 'a deny policy lost a permission and an identity',
    break: changed(ORG, 1, ({ deniedPermissions, deniedPrincipals }) => ({
      deniedPermissions: deniedPermissions.filter((one) => !one.endsWith('jobs.update')),
      deniedPrincipals: deniedPrincipals.filter((one) => one !== PRINCIPAL('bailiff-evaluate')),
    })),
    ...inOrganization,
    says: /^It does not deny cloudresourcemanager\.\S+projects\.setIamPolicy, .+ to bailiff-evaluate@\S+ It does not deny run\.googleapis\.com\/jobs\.update to bailiff-evaluate@\S+, .*bailiff-sweep@\S+$/,
  },
];
