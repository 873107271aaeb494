import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Channels } from '../shared/domain/channels.ts';
import { type Deployment, ownIdentities } from '../shared/domain/deployment.ts';
import { formatFaults, loadPolicy } from '../shared/policy/load.ts';
import { parseChannels } from '../shared/policy/parse-channels.ts';
import { readDeployment } from '../shared/policy/read-deployment.ts';
import { RULES } from '../shared/rules/registry.ts';
import { createOrganization } from './organization/create.ts';
import {
  type OrganizationFile,
  OrganizationFileUnusable,
  readOrganizationFile,
} from './organization/file.ts';
import { findAccount } from './organization/hierarchy.ts';
import type { Organization } from './organization/state.ts';
import { StartRefused } from './start-refused.ts';

/** What the local organization is started from. */
export interface Sources {
  /** Path of an organization file; sandbox/organization.yaml when left out. */
  readonly organizationFile?: string | undefined;
  /** Takes the file's place. */
  readonly organization?: OrganizationFile;
  /** examples/policy.yaml when left out. */
  readonly policyFile?: string | undefined;
  /** Path of a YAML file like examples/channels.yaml; no channels when left out. */
  readonly channelsFile?: string | undefined;
  /** What bounds the policy; examples/deployment.yaml, made out to the organization at hand, when left out. */
  readonly deployment?: unknown;
  /** What time it is there, in milliseconds since 1970; Date.now when left out. */
  readonly now?: () => number;
}

export interface Prepared {
  readonly organization: Organization;
  readonly deployment: Deployment;
  /** Absolute. */
  readonly policyFile: string;
  /** Where tickets and alerts go; the deployment has their names. */
  readonly channels: Channels;
}

const EXAMPLES = join(import.meta.dirname, '../examples');

/** Reads and checks everything before anything is started. Throws StartRefused. */
export function prepare(sources: Sources): Prepared {
  const file = sources.organizationFile ?? join(import.meta.dirname, 'organization.yaml');
  const organization = organizationOf(sources, file);
  const channels = channelsOf(sources.channelsFile);
  const deployment = deploymentOf(sources.deployment, organization, Object.keys(channels));
  const absent = ownIdentities(deployment).find(
    (email) => findAccount(organization, email) === undefined,
  );
  if (absent !== undefined)
    throw new StartRefused(
      `The organization has no account ${absent}, which Bailiff is deployed to work as; list it under accounts of the project ${deployment.project}, as sandbox/organization.yaml does.`,
    );
  const policyFile = sources.policyFile ?? join(EXAMPLES, 'policy.yaml');
  checkPolicy(policyFile, deployment);
  return { organization, deployment, policyFile: resolve(policyFile), channels };
}

function organizationOf({ organization, now }: Sources, file: string): Organization {
  try {
    return createOrganization(organization ?? readOrganizationFile(file), now);
  } catch (error) {
    if (error instanceof OrganizationFileUnusable)
      throw new StartRefused(error.message, { cause: error });
    throw error;
  }
}

function channelsOf(file: string | undefined): Channels {
  if (file === undefined) return {};
  const read = parseChannels(textOf(file, 'channels', 'BAILIFF_CHANNELS', 'none'));
  if (read.ok) return read.channels;
  throw new StartRefused(
    `The channels file ${file} cannot be used; compare it with examples/channels.yaml:\n  ${read.faults.join('\n  ')}`,
  );
}

function deploymentOf(
  given: unknown,
  organization: Organization,
  names: readonly string[],
): Deployment {
  const read = readDeployment(given ?? exampleFor(organization));
  if (read.ok && names.length === 0) return read.deployment;
  if (read.ok) return { ...read.deployment, channels: [...names] };
  throw new StartRefused(
    `The deployment cannot be used; compare it with examples/deployment.yaml:\n  ${read.faults.join('\n  ')}`,
  );
}

function exampleFor({ number, domain }: Organization): unknown {
  const example: unknown = parse(readFileSync(join(EXAMPLES, 'deployment.yaml'), 'utf8'));
  // The example policy names users of its own domain, whatever the organization's is.
  const domains = [...new Set([domain, 'example.com'])];
  return Object.assign({}, example, { organization: `organizations/${number}`, domains });
}

function checkPolicy(file: string, deployment: Deployment): void {
  const text = textOf(file, 'policy', 'BAILIFF_POLICY', 'the example');
  const digest = createHash('sha256').update(text).digest('hex');
  const loaded = loadPolicy(text, { rules: RULES, deployment, digest });
  if (loaded.ok) return;
  throw new StartRefused(
    `The policy file ${file} is refused whole; mend what is listed, or name another file in BAILIFF_POLICY.\n${formatFaults(file, loaded.faults)}`,
  );
}

function textOf(file: string, what: string, variable: string, instead: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartRefused(
      `The ${what} file ${file} cannot be read (${cause instanceof Error ? cause.message : cause}); name a readable one in ${variable}, or unset it for ${instead}.`,
      { cause },
    );
  }
}
