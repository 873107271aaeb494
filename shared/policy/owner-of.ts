import type { Tickets } from './policy.ts';

type Labels = Readonly<Record<string, string>>;

const LONGEST = 100;

/** Who owns a job as the label says that the policy names, of the job or else of its project; empty where none does. */
export function ownerOf(
  owner: Tickets['owner'] | undefined,
  { job, project }: { readonly job: Labels; readonly project: Labels },
): string {
  const said = labelled(job, owner?.jobLabel) || labelled(project, owner?.projectLabel);
  return [...said.toWellFormed()].slice(0, LONGEST).join('');
}

function labelled(labels: Labels, key: string | undefined): string {
  return key !== undefined && Object.hasOwn(labels, key) ? (labels[key] ?? '') : '';
}
