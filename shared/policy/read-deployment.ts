import type { z } from 'zod';
import { Deployment } from '../domain/deployment.ts';
import { issueSentence, unknownSentence } from './issue-sentence.ts';
import { knownKeys } from './known-keys.ts';

export type ReadDeployment =
  | { readonly ok: true; readonly deployment: Deployment }
  /** A sentence for each fault, with the path of the key. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads what bounds the policy, as parsed from `BAILIFF_DEPLOYMENT` or a YAML file like examples/deployment.yaml. */
export function readDeployment(value: unknown): ReadDeployment {
  const parsed = Deployment.safeParse(value, { error: issueSentence });
  if (parsed.success) return { ok: true, deployment: parsed.data };
  return { ok: false, faults: parsed.error.issues.flatMap(sentences) };
}

function sentences(issue: z.core.$ZodIssue): readonly string[] {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(Deployment, issue.path);
    return issue.keys.map((key) => at(where, unknownSentence(key, known, 'key')));
  }
  return [at(where, issue.message)];
}

function at(where: string, message: string): string {
  const sentence = /[.?]$/.test(message) ? message : `${message}.`;
  if (/^must /.test(sentence)) return `${where} ${sentence}`;
  return where === '' ? `In the deployment: ${sentence}` : `At ${where}: ${sentence}`;
}
