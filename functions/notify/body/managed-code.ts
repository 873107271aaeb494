import type { Block } from '../../../shared/domain/block.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import { shellWord } from '../../../shared/domain/shell-word.ts';
import { code } from './code.ts';
import { paragraph } from './paragraph.ts';
import { yamlString } from './yaml-string.ts';

/**
 * What to change in the code of whoever deploys the job, where the policy lists him as managed: a change of the job alone
 * would be set back by the next apply. Nothing of any other.
 * https://docs.cloud.google.com/config-connector/docs/reference/resource-docs/run/runjob
 */
export function managedCode({ decision, fix, resource }: Finding): readonly Block[] {
  const { managed } = decision;
  const account = fix.flatMap((line) => /--service-account=(\S+)/.exec(line)?.[1] ?? []).at(-1);
  if (managed === undefined || account === undefined) return [];
  const { name, location, project } = resource;
  const [job, region, home] = [name, location, project].map(shellWord);
  return [
    paragraph(
      `The job is deployed by ${managed}, so it is to be mended where that deploys it from: what is changed in the job alone, the next deploy sets back. If that is Terraform, its lines are above. Otherwise make the account first (the gcloud lines above), then change one of these.`,
    ),
    code('Config Connector', [
      'apiVersion: run.cnrm.cloud.google.com/v1beta1',
      'kind: RunJob',
      `metadata: { name: ${yamlString(name)} }`,
      'spec:',
      '  template:',
      '    template:',
      `      serviceAccountRef: { external: ${yamlString(account)} }`,
    ]),
    code('gcloud in a pipeline, on the line that deploys it', [
      `gcloud run jobs deploy ${job} --service-account=${account} --region=${region} --project=${home}`,
    ]),
    code('YAML for gcloud run jobs replace', [
      'spec:',
      '  template:',
      '    spec:',
      '      template:',
      '        spec:',
      `          serviceAccountName: ${yamlString(account)}`,
    ]),
  ];
}
