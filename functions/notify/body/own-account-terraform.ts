import { hclString } from '../../../shared/domain/hcl-string.ts';
import type { Resource } from '../../../shared/domain/resource.ts';
import { labelOf } from '../../../shared/engine/diagnosis/terraform.ts';
import { ownAccountId } from '../../../shared/rules/parts/own-account.ts';

/**
 * What gives the job an account of its own, which the member, where known, may act as.
 * https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/cloud_run_v2_job
 */
export function ownAccountTerraform(
  resource: Resource,
  member: string | undefined,
): readonly string[] {
  const { name, location, project } = resource;
  const account = `google_service_account.${labelOf('runner', name)}`;
  return [
    `resource "google_service_account" "${labelOf('runner', name)}" {`,
    `  project    = ${hclString(project)}`,
    `  account_id = ${hclString(ownAccountId(resource))}`,
    '}',
    ...(member === undefined
      ? []
      : [
          `resource "google_service_account_iam_member" "${labelOf('act_as_runner', name, member)}" {`,
          `  service_account_id = ${account}.name`,
          '  role               = "roles/iam.serviceAccountUser"',
          `  member             = ${hclString(member)}`,
          '}',
        ]),
    '# The block of the job as it is, with service_account in it.',
    `resource "google_cloud_run_v2_job" "${labelOf('job', name)}" {`,
    `  project  = ${hclString(project)}`,
    `  location = ${hclString(location)}`,
    `  name     = ${hclString(name)}`,
    '  template {',
    '    template {',
    `      service_account = ${account}.email`,
    '    }',
    '  }',
    '}',
  ];
}
