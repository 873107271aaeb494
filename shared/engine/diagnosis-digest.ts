import { createHash } from 'node:crypto';
import type { Diagnosis } from '../domain/diagnosis.ts';

/** SHA-256, hex, of what a diagnosis says of job project, account and deployer: another one as soon as a state differs. */
export function diagnosisDigest({ project, account, deployer, conditions }: Diagnosis): string {
  const { email, uniqueId, state } = account;
  const states = conditions.map((condition) => [condition.id, condition.state]);
  const said = [project.id, email, uniqueId ?? null, state, deployer ?? null, states];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
