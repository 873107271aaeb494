import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import type { Turn } from './step-runner.ts';

/**
 * The write's own end. One that is refused for good has changed nothing, which takes the place of what was journalled
 * ahead of it: there is nothing to put back.
 */
export async function unlessRefused<T>(write: Promise<T>, turn: Pick<Turn<unknown>, 'begin'>) {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ApiFailure && !error.retryable) await turn.begin({ refused: true });
    throw error;
  }
}
