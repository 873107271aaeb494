import type { ApiFailure } from '../../shared/gcp/api-failure.ts';

const NO_SERVICE_AGENT =
  /Service account service-(\d+)@serverless-robot-prod\.iam\.gserviceaccount\.com does not exist/;
const FULL = /larger than the maximum allowed size/;

/** Why Google refuses a step for good, in its own words, and what a person can do about it. */
export function refusal(failure: ApiFailure): string {
  const { message } = failure;
  const remedy = remedyOf(failure);
  return remedy === undefined ? message : `${message} ${remedy}`;
}

function remedyOf({ message, constraint, status, api }: ApiFailure): string | undefined {
  const project = NO_SERVICE_AGENT.exec(message)?.[1];
  if (project !== undefined)
    return `Google makes this service agent when Cloud Run is enabled: enable run.googleapis.com in project ${project}, then deploy again.`;
  if (constraint !== undefined)
    return `The organization policy ${constraint} forbids it: ask whoever keeps that policy for an exception, or take out of Bailiff's policy what asks for this.`;
  if (FULL.test(message))
    return 'Take members out of that policy that nobody needs, or put them into a group, then deploy again.';
  if (status === 403 || status === 401)
    return `Bailiff's own identities lack a right on ${api}, or a deny policy takes it away: compare their roles with docs/remediation.md.`;
  return undefined;
}
