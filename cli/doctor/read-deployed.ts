import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { type ObjectAddress, parseObjectAddress } from '../../shared/gcp/object-address.ts';
import { readDeployment } from '../../shared/policy/read-deployment.ts';
import { Unusable } from '../unusable.ts';

/** What was deployed, and where. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly region: string;
  readonly policy: ObjectAddress;
  /** Members that the deployment lets call the console; `undefined` where it does not tell. */
  readonly consoleInvokers?: readonly string[];
  /** Numbers of the folders that Bailiff is kept out of; `undefined` where the deployment does not tell. */
  readonly protectedFolders?: readonly string[];
}

const Outputs = z.object({
  deployment: z.unknown(),
  policy: z.string().optional(),
  functions: z.record(z.string(), z.string()).optional(),
  console: z.object({ invokers: z.array(z.string()).optional() }).nullish(),
  protected_folders: z.array(z.string().regex(/^\d+$/)).optional(),
});
const Output = z.object({ value: z.unknown() });
const REGION = /^[a-z]+-[a-z]+\d+$/;

/**
 * Reads a deployment from a YAML or JSON file like examples/deployment.yaml, or from what `terraform output -json` wrote,
 * which tells region and policy too. Throws Unusable.
 */
export function readDeployed(file: string, region: string | undefined): Deployed {
  const outputs = outputsIn(readFile(file));
  const read = readDeployment(outputs.deployment);
  if (!read.ok)
    throw new Unusable(`${file} describes no deployment:\n  ${read.faults.join('\n  ')}`);
  const { deployment } = read;
  const where = region ?? regionIn(Object.values(outputs.functions ?? {}));
  if (where === undefined)
    throw new Unusable(
      `${file} does not tell the region. Name it with --region, or give the file that terraform output -json wrote.`,
    );
  if (!REGION.test(where)) throw new Unusable(`--region ${where} is no region.`);
  const address = outputs.policy ?? `gs://${deployment.project}-bailiff-policy/policy.yaml`;
  const policy = parseObjectAddress(address);
  if (policy === undefined)
    throw new Unusable(`${file} says the policy is at ${address}, which is no gs:// address.`);
  const consoleInvokers = outputs.console?.invokers;
  const protectedFolders = outputs.protected_folders;
  return {
    deployment,
    region: where,
    policy,
    ...(consoleInvokers === undefined ? {} : { consoleInvokers }),
    ...(protectedFolders === undefined ? {} : { protectedFolders }),
  };
}

function readFile(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Unusable(`The deployment file ${file} cannot be read (${why}).`, { cause });
  }
}

/** Outputs of the module where it is the root, or of a root that hands the whole module on, or the bare deployment. */
function outputsIn(value: unknown): z.infer<typeof Outputs> {
  const outputs = z.record(z.string(), Output).safeParse(value);
  if (!outputs.success) return { deployment: value };
  const own = Object.fromEntries(
    Object.entries(outputs.data).map(([name, output]) => [name, output.value]),
  );
  const found = [own, ...Object.values(own)]
    .map((one) => Outputs.safeParse(one))
    .find(({ success, data }) => success && data?.deployment !== undefined);
  return found?.data ?? { deployment: value };
}

function regionIn(functions: readonly string[]): string | undefined {
  return functions
    .map((id) => /\/locations\/([^/]+)\//.exec(id)?.[1])
    .find((one) => one !== undefined);
}
