import { Deployment } from '../domain/deployment.ts';
import { issueSentence } from './issue-sentence.ts';
import { valueFaults } from './value-faults.ts';

export type ReadDeployment =
  | { readonly ok: true; readonly deployment: Deployment }
  /** A sentence for each fault, with the path of the key. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads what bounds the policy, as parsed from `BAILIFF_DEPLOYMENT` or a YAML file like examples/deployment.yaml. */
export function readDeployment(value: unknown): ReadDeployment {
  const parsed = Deployment.safeParse(value, { error: issueSentence });
  if (parsed.success) return { ok: true, deployment: parsed.data };
  return { ok: false, faults: valueFaults(parsed.error.issues, Deployment, 'the deployment') };
}
