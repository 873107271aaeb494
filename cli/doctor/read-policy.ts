import { createHash } from 'node:crypto';
import { unless } from '../../shared/gcp/call.ts';
import { objects } from '../../shared/gcp/objects.ts';
import { type Loaded, loadPolicy } from '../../shared/policy/load.ts';
import { RULES } from '../../shared/rules/registry.ts';
import type { Patient } from './patient.ts';

/** The policy file as Bailiff would load it. */
export interface PolicyFile {
  readonly generation: string;
  /** RFC 3339. */
  readonly created: string;
  readonly digest: string;
  readonly loaded: Loaded;
}

/** `undefined` where there is none. Throws ApiFailure. */
export async function readPolicy({
  google,
  policy,
  deployment,
}: Patient): Promise<PolicyFile | undefined> {
  const client = objects(google);
  const latest = await unless([404], client.latest(policy));
  if (latest === undefined) return undefined;
  const text = await client.text(policy, latest.generation);
  const digest = createHash('sha256').update(text).digest('hex');
  const created = new Date(latest.created).toISOString();
  const loaded = loadPolicy(text, { rules: RULES, deployment, digest });
  return { generation: latest.generation, created, digest, loaded };
}
