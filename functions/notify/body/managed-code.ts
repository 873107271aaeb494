import type { Finding } from '../../../shared/domain/finding.ts';
import { list } from './list.ts';

/**
 * What to change in the code of whoever deploys the job, where the policy lists him as managed: a change of the job alone
 * would be set back by the next apply. Nothing of any other.
 * https://docs.cloud.google.com/config-connector/docs/reference/resource-docs/run/runjob
 */
export function managedCode({ decision, fix, resource }: Finding): readonly string[] {
  const { managed } = decision;
  const account = fix.flatMap((line) => /--service-account=(\S+)/.exec(line)?.[1] ?? []).at(-1);
  if (managed === undefined || account === undefined) return [];
  const { name, location, project } = resource;
  return [
    `The job is deployed by ${managed}, so it is to be mended where that deploys it from: what is changed in the job alone, the next deploy sets back. First make the account (the lines above), then change one of these.`,
    list('Terraform', [
      [
        `resource "google_cloud_run_v2_job" "${name}" {`,
        '  template {',
        '    template {',
        `      service_account = "${account}"`,
        '    }',
        '  }',
        '}',
      ].join('\n'),
    ]),
    list('Config Connector', [
      [
        'apiVersion: run.cnrm.cloud.google.com/v1beta1',
        'kind: RunJob',
        `metadata: { name: ${name} }`,
        'spec:',
        '  template:',
        '    template:',
        `      serviceAccountRef: { external: ${account} }`,
      ].join('\n'),
    ]),
    list('gcloud in a pipeline, on the line that deploys it', [
      `gcloud run jobs deploy ${name} --service-account=${account} --region=${location} --project=${project}`,
    ]),
    list('YAML for gcloud run jobs replace', [
      [
        'spec:',
        '  template:',
        '    spec:',
        '      template:',
        '        spec:',
        `          serviceAccountName: ${account}`,
      ].join('\n'),
    ]),
  ];
}
