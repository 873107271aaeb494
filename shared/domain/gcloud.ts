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

export function tokenCreatorLine(
  verb: 'add' | 'remove',
  email: string,
  member: string,
  project: string,
) {
  return `gcloud iam service-accounts ${verb}-iam-policy-binding ${email} --member=${member} --role=roles/iam.serviceAccountTokenCreator --condition=None --project=${project}`;
}

export function enableAccountLine(email: string, project: string): string {
  return `gcloud iam service-accounts enable ${email} --project=${project}`;
}

/** Works for 30 days after the deletion, and by the unique id alone. */
export function undeleteAccountLine(uniqueId: string, project: string): string {
  return `gcloud iam service-accounts undelete ${uniqueId} --project=${project}`;
}

export function disableEnforceLine(constraint: string, project: string): string {
  return `gcloud resource-manager org-policies disable-enforce ${constraint} --project=${project}`;
}

export function projectRoleLine(
  verb: 'add' | 'remove',
  project: string,
  member: string,
  role: string,
) {
  return `gcloud projects ${verb}-iam-policy-binding ${project} --member=${member} --role=${role} --condition=None --project=${project}`;
}

/** To create a job takes an image, which Bailiff does not know: the line says IMAGE for it. */
export function jobLine(verb: 'create' | 'update', job: Resource, email: string): string {
  const image = verb === 'create' ? ' --image=IMAGE' : '';
  return `gcloud run jobs ${verb} ${job.name}${image} --service-account=${email} --region=${job.location} --project=${job.project}`;
}
