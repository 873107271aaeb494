import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type OrganizationFile, readOrganizationFile } from '../sandbox/organization/file.ts';
import { Deployment } from '../shared/domain/deployment.ts';
import type { Random } from './random.ts';

export const PROJECTS = { 'payments-prod': '310000000001', 'data-dev': '310000000002' } as const;
export type ProjectId = keyof typeof PROJECTS;
export const PROJECT_IDS = Object.keys(PROJECTS) as ProjectId[];

export const BUCKET = 'bailiff-prod-bailiff-policy';
export const POLICY_FILE = 'policy.yaml';

export const RUNTIME = 'batch-runtime@identity-prod.iam.gserviceaccount.com';
/** No deployment lets it be trusted. */
export const STRANGE = 'shared-runtime@identity-prod.iam.gserviceaccount.com';
export const REPORTS = 'reports@payments-prod.iam.gserviceaccount.com';

export const DEV = 'user:dev@example.com';
/** May deploy, and may act as nothing. */
export const OPS = 'user:ops@example.com';
/** May deploy in payments-prod, and act as its default account alone. */
export const CI = 'user:ci@example.com';
export const TERRAFORM = 'serviceAccount:terraform@payments-prod.iam.gserviceaccount.com';
export const ADMIN = 'user:admin@example.com';
export const BOSS = 'user:boss@example.com';
export const DEPLOYERS = [DEV, OPS, TERRAFORM, ADMIN];
export const APPROVERS = [ADMIN, BOSS];

/** What stands in the environment of a job, and nowhere else. */
export const SECRET = 'hunter2-';

const USER = 'roles/iam.serviceAccountUser';
const DEVELOPER = 'roles/run.developer';
const EXPIRES = {
  title: 'until',
  expression: 'request.time < timestamp("2090-01-01T00:00:00Z")',
};

const exampleFile = JSON.stringify(readOrganizationFile('sandbox/organization.yaml'));
const exampleDeployment = JSON.stringify(parse(readFileSync('examples/deployment.yaml', 'utf8')));

/** The example organization with a few people more, and conditional bindings in the places that Bailiff writes to. */
export function organizationFile(random: Random): OrganizationFile {
  const file = JSON.parse(exampleFile) as OrganizationFile;
  file.propagationSeconds = random.pick([0, 0, 0, 60, 420]);
  file.organization.bindings.push({
    role: 'roles/resourcemanager.projectIamAdmin',
    members: [ADMIN],
  });
  for (const project of file.projects) {
    if (project.id === 'identity-prod') {
      project.accounts.push('shared-runtime');
      project.accountBindings[RUNTIME] = [
        { role: USER, members: [BOSS], condition: EXPIRES },
        { role: 'roles/iam.serviceAccountTokenCreator', members: [BOSS], condition: EXPIRES },
      ];
      project.policies['iam.disableCrossProjectServiceAccountUsage'] = random.pick([
        ...Array.from({ length: 9 }, () => 'off' as const),
        'enforced',
      ]);
    }
    if (!(project.id in PROJECTS)) continue;
    if (project.id === 'payments-prod') project.accounts.push('terraform');
    project.bindings.push(
      { role: DEVELOPER, members: [OPS, TERRAFORM, ADMIN] },
      { role: USER, members: [TERRAFORM, ADMIN] },
      { role: 'roles/logging.viewer', members: [BOSS], condition: EXPIRES },
    );
  }
  return file;
}

export function deploymentOf(random: Random): Deployment {
  const deployment = Deployment.parse(JSON.parse(exampleDeployment));
  return {
    ...deployment,
    ceiling: random.chance(0.88) ? 'remediate' : 'approve',
    actions: deployment.actions.filter(
      (one) => one !== 'grant-token-creator' || random.chance(0.8),
    ),
    approvers: APPROVERS,
  };
}
