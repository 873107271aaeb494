/** `projects/P` of `//cloudresourcemanager.googleapis.com/projects/P`; empty when an answer leaves the name out. */
export function relativeNameOf(fullResourceName: string | null | undefined): string {
  return (fullResourceName ?? '').replace(/^\/\/[^/]+\//, '');
}
