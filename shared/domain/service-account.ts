/**
 * What an address says about an account, without asking anyone.
 * Forms: https://cloud.google.com/iam/docs/service-account-types
 */
export type ServiceAccount =
  | {
      readonly kind: 'compute-engine-default';
      readonly email: string;
      readonly projectNumber: string;
    }
  | { readonly kind: 'app-engine-default'; readonly email: string; readonly projectId: string }
  | {
      readonly kind: 'user-managed';
      readonly email: string;
      readonly accountId: string;
      readonly projectId: string;
    }
  | { readonly kind: 'service-agent'; readonly email: string }
  | { readonly kind: 'malformed'; readonly text: string };

const COMPUTE = /^(\d+)-compute@developer\.gserviceaccount\.com$/;
const APP_ENGINE = /^([a-z0-9-]+)(?:\.([a-z0-9.-]+))?@appspot\.gserviceaccount\.com$/;
const USER_MANAGED =
  /^([a-z](?:[a-z0-9-]{4,28}[a-z0-9]))@([a-z][a-z0-9-]*)((?:\.[a-z0-9-]+)*)\.iam\.gserviceaccount\.com$/;
// Google's own projects that service agents live in; a customer's project can have none of these ids.
const AGENT_PROJECTS =
  /^(?:gcp-sa-[a-z0-9-]+|serverless-robot-prod|gcf-admin-robot|compute-system|container-engine-robot|containerregistry|dataflow-service-producer-prod)$/;

/** Reads an address in either of its forms: `EMAIL`, or `projects/P/serviceAccounts/EMAIL`. */
export function parseServiceAccount(text: string): ServiceAccount {
  const email = (
    /^projects\/[^/]+\/serviceAccounts\/([^/]+)$/.exec(text)?.[1] ?? text
  ).toLowerCase();
  const compute = COMPUTE.exec(email);
  if (compute?.[1] !== undefined)
    return { kind: 'compute-engine-default', email, projectNumber: compute[1] };
  const appEngine = APP_ENGINE.exec(email);
  if (appEngine?.[1] !== undefined)
    return { kind: 'app-engine-default', email, projectId: scoped(appEngine[1], appEngine[2]) };
  const managed = USER_MANAGED.exec(email);
  if (managed?.[1] !== undefined && managed[2] !== undefined) {
    const [, accountId, project, domain] = managed;
    // Whatever their names: not all are service-NUMBER there.
    if (AGENT_PROJECTS.test(project)) return { kind: 'service-agent', email };
    return { kind: 'user-managed', email, accountId, projectId: scoped(project, domain?.slice(1)) };
  }
  return email.endsWith('gserviceaccount.com') && email.includes('@')
    ? { kind: 'service-agent', email }
    : { kind: 'malformed', text };
}

export function computeEngineDefault(projectNumber: string): string {
  return `${projectNumber}-compute@developer.gserviceaccount.com`;
}

function scoped(project: string, domain: string | undefined): string {
  return domain === undefined || domain === '' ? project : `${domain}:${project}`;
}
