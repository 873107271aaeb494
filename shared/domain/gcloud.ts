import type { Resource } from './resource.ts';

/**
 * gcloud lines for people to paste. Every part is validated where it enters (names by resource.ts, members by
 * principal.ts), so none can hold a blank or a shell's own character. `--condition=None` also works on policies
 * that hold conditions, where gcloud otherwise refuses to run unattended.
 */
export function createAccountLine(accountId: string, project: string): string {
  return `gcloud iam service-accounts create ${accountId} --project=${project}`;
}

export function actAsLine(verb: 'add' | 'remove', email: string, member: string, project: string) {
  return `gcloud iam service-accounts ${verb}-iam-policy-binding ${email} --member=${member} --role=roles/iam.serviceAccountUser --condition=None --project=${project}`;
}

export function projectRoleLine(
  verb: 'add' | 'remove',
  project: string,
  member: string,
  role: string,
) {
  return `gcloud projects ${verb}-iam-policy-binding ${project} --member=${member} --role=${role} --condition=None --project=${project}`;
}

export function jobLine(verb: 'create' | 'update', job: Resource, email: string): string {
  return `gcloud run jobs ${verb} ${job.name} --service-account=${email} --region=${job.location} --project=${job.project}`;
}
