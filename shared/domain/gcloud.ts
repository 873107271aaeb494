import type { Resource } from './resource.ts';
import { shellWord as word } from './shell-word.ts';

/**
 * gcloud lines for people to paste. Every part is validated where it enters (names by resource.ts, members by
 * principal.ts), and is one word of the shell all the same. `--condition=None` also works on policies that hold
 * conditions, where gcloud otherwise refuses to run unattended.
 */
export function createAccountLine(accountId: string, project: string): string {
  return `gcloud iam service-accounts create ${word(accountId)} --project=${word(project)}`;
}

export function actAsLine(verb: 'add' | 'remove', email: string, member: string, project: string) {
  return `gcloud iam service-accounts ${verb}-iam-policy-binding ${word(email)} --member=${word(member)} --role=roles/iam.serviceAccountUser --condition=None --project=${word(project)}`;
}

export function tokenCreatorLine(
  verb: 'add' | 'remove',
  email: string,
  member: string,
  project: string,
) {
  return `gcloud iam service-accounts ${verb}-iam-policy-binding ${word(email)} --member=${word(member)} --role=roles/iam.serviceAccountTokenCreator --condition=None --project=${word(project)}`;
}

export function enableAccountLine(email: string, project: string): string {
  return `gcloud iam service-accounts enable ${word(email)} --project=${word(project)}`;
}

/** Works for 30 days after the deletion, and by the unique id alone. */
export function undeleteAccountLine(uniqueId: string, project: string): string {
  return `gcloud iam service-accounts undelete ${word(uniqueId)} --project=${word(project)}`;
}

export function disableEnforceLine(constraint: string, project: string): string {
  return `gcloud resource-manager org-policies disable-enforce ${word(constraint)} --project=${word(project)}`;
}

export function projectRoleLine(
  verb: 'add' | 'remove',
  project: string,
  member: string,
  role: string,
) {
  return `gcloud projects ${verb}-iam-policy-binding ${word(project)} --member=${word(member)} --role=${word(role)} --condition=None --project=${word(project)}`;
}

/** To create a job takes an image, which Bailiff does not know: the line says IMAGE for it. */
export function jobLine(verb: 'create' | 'update', job: Resource, email: string): string {
  const image = verb === 'create' ? ' --image=IMAGE' : '';
  return `gcloud run jobs ${verb} ${word(job.name)}${image} --service-account=${word(email)} --region=${word(job.location)} --project=${word(job.project)}`;
}
