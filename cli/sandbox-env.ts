import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProjectId } from '../shared/domain/resource.ts';
import { shellWord } from '../shared/domain/shell-word.ts';
import { requirePrincipal } from './require-principal.ts';
import { Unusable } from './unusable.ts';

/** The APIs that the local organization answers, by gcloud's name of their endpoint override. */
const APIS = [
  'run',
  'iam',
  'iamcredentials',
  'cloudresourcemanager',
  'orgpolicy',
  'policytroubleshooter',
  'cloudasset',
  'recommender',
  'serviceusage',
  'logging',
  'secretmanager',
] as const;

/**
 * `export` lines for a shell, so that the unmodified gcloud talks to the local organization as `as`. gcloud gets a
 * configuration folder of its own, so that the user's is neither read nor changed.
 */
export function sandboxEnvironment(options: {
  readonly as: string;
  readonly project: string;
  readonly port: string;
  /** Holds the token files and gcloud's configuration; the repository's .bailiff when left out. */
  readonly home?: string;
}): string {
  const { as, project, port } = options;
  requirePrincipal(as);
  if (!isProjectId(project)) throw new Unusable(`--project ${project} is not a project id.`);
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw new Unusable(`Port ${port} is not a port. Give the one that npm start printed.`);
  const home = options.home ?? join(import.meta.dirname, '..', '.bailiff');
  const folder = join(home, 'gcloud', createHash('sha256').update(as).digest('hex').slice(0, 12));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const token = join(folder, 'access-token');
  writeFileSync(token, `sandbox:${as}`, { mode: 0o600 });
  const variables: Readonly<Record<string, string>> = {
    CLOUDSDK_CONFIG: folder,
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE: token,
    CLOUDSDK_CORE_PROJECT: project,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_CHECK_GCE_METADATA: 'false',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
    CLOUDSDK_RUN_REGION: 'us-central1',
    CLOUDSDK_PROXY_TYPE: 'http',
    CLOUDSDK_PROXY_ADDRESS: '127.0.0.1',
    CLOUDSDK_PROXY_PORT: port,
    ...Object.fromEntries(
      APIS.map((api) => [
        `CLOUDSDK_API_ENDPOINT_OVERRIDES_${api.toUpperCase()}`,
        `http://${api}.sandbox/`,
      ]),
    ),
  };
  const lines = Object.entries(variables).map(
    ([name, value]) => `export ${name}=${shellWord(value)}`,
  );
  return `${[...lines, 'unset CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT'].join('\n')}\n`;
}
