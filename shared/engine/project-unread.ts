/** Thrown when it cannot be told whose a project is: it may not be read, nor is every project of the organization's readable. */
export class ProjectUnread extends Error {
  override readonly name = 'ProjectUnread';
  /** Its id or number, whichever it was asked for by. */
  readonly project: string;
  constructor(project: string, organization: string, right: string) {
    super(
      `Bailiff can neither read the project ${project} nor tell whether it is outside of ${organization}: grant it ${right} on the organization.`,
    );
    this.project = project;
  }
}
