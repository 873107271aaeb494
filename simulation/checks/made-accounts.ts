import type { Step } from '../../shared/domain/plan.ts';
import type { OwnWrite } from '../watch.ts';

/** Bailiff made the account itself, in this run. */
export function madeByBailiff(email: string, writes: readonly OwnWrite[]): boolean {
  return writes.some(({ kind, target }) => kind === 'account' && target === email);
}

/** All steps of the remediations that the write may belong to. */
export function stepsOf({ journal }: OwnWrite): readonly Step[] {
  return journal.flatMap(({ plan }) => plan?.steps ?? []);
}

/** The write takes something back: an undo, or the end of a plan that stopped. */
export function takesBack({ journal }: OwnWrite): boolean {
  return journal.some(
    ({ plan, steps }) =>
      plan?.undoes !== undefined || steps.some(({ index }) => index === plan?.steps.length),
  );
}
