/** The audience of tokens for one of the functions, the console included: Cloud Functions sets it on the service that it makes. */
export function ownAudience(project: string, region: string, name: string): string {
  return `https://${region}-${project}.cloudfunctions.net/bailiff-${name}`;
}
