import { CONSTRAINT } from './diagnosis/mending.ts';

/** The gcloud line that sets the constraint on the project as before it was lifted; where nothing was set, it takes away what was. */
export function enforceLine(project: string, wasSet: boolean): string {
  const verb = wasSet ? 'enable-enforce' : 'delete';
  return `gcloud resource-manager org-policies ${verb} ${CONSTRAINT} --project=${project}`;
}

/** That the constraint is off of which nobody can tell who lifted it, and how a person enforces it again: a sentence. */
export function unsureLift(project: string, wasSet: boolean): string {
  return `${CONSTRAINT} is lifted in ${project}, and whether Bailiff or somebody else lifted it is not known, since the answer to Bailiff's own write was lost: Bailiff does not enforce it again. \`${enforceLine(project, wasSet)}\` does.`;
}
