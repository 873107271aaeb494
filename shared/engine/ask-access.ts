import { ApiFailure } from '../gcp/api-failure.ts';
import { type Explanation, unknownAccess } from '../gcp/explanation.ts';
import type { AccessQuestion } from '../gcp/troubleshooter.ts';

/** What a question of access is asked of; the client of shared/gcp satisfies it. */
export interface AccessReaders {
  readonly troubleshooter: { explain(question: AccessQuestion): Promise<Explanation> };
}

/** What Policy Troubleshooter answers; a question that it refuses is `unknown`. Throws ApiFailure for what may pass. */
export async function askAccess(
  question: AccessQuestion,
  { troubleshooter }: AccessReaders,
): Promise<Explanation> {
  try {
    return await troubleshooter.explain(question);
  } catch (error) {
    // 400 is its answer to a principal that Google does not know.
    if (!(error instanceof ApiFailure) || ![400, 403, 404].includes(error.status)) throw error;
    return unknownAccess(`Policy Troubleshooter refuses the question: ${error.message}`);
  }
}
