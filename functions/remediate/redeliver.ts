/** Thrown for what another delivery of the same message may get right; its text holds nothing of the job. */
export class Redeliver extends Error {
  override readonly name = 'Redeliver';
}
