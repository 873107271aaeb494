import { ApiFailure } from '../../../shared/gcp/api-failure.ts';

/** False when the write was refused because its target changed since it was read (409); it is to start over whole. */
export async function unlessConflict(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 409) return false;
    throw error;
  }
}
