const CONSTRAINT = 'custom.bailiffNoDefaultAccountOnJobs';
const DOMAINS = ['@developer.gserviceaccount.com', '@appspot.gserviceaccount.com'];
const ACCOUNT = 'resource.spec.template.spec.template.spec.serviceAccountName';

/**
 * Lines by which one project refuses jobs under a default account: the custom constraint of infra/constraint.tf, which
 * by itself enforces nothing, and a policy that enforces it there. `organization` reads `organizations/NUMBER`.
 * https://cloud.google.com/run/docs/securing/custom-constraints
 */
export function preventDefaultAccount(organization: string, project: string): readonly string[] {
  const condition = DOMAINS.map((domain) => `${ACCOUNT}.endsWith('${domain}')`).join(' || ');
  return [
    fileLine('constraint.yaml', [
      `name: ${organization}/customConstraints/${CONSTRAINT}`,
      'displayName: No default service account on Cloud Run jobs',
      'resourceTypes: [run.googleapis.com/Job]',
      'methodTypes: [CREATE, UPDATE]',
      'actionType: DENY',
      `condition: ${condition}`,
    ]),
    'gcloud org-policies set-custom-constraint constraint.yaml',
    fileLine('policy.yaml', [
      `name: projects/${project}/policies/${CONSTRAINT}`,
      'spec: { rules: [{ enforce: true }] }',
    ]),
    `gcloud org-policies set-policy policy.yaml --project=${project}`,
  ];
}

/** One line of shell, since a ticket sets its lines in, which the end of a here-document does not survive. */
function fileLine(file: string, lines: readonly string[]): string {
  return `printf '%s\\n' ${lines.map((line) => `"${line}"`).join(' ')} > ${file}`;
}
