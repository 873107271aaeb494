import type { Plan, StepOf } from '../../../shared/domain/plan.ts';
import type { Task } from './action.ts';

/** The step that moves the live job onto the account. */
export function moveStep({ subject }: Task, email: string): StepOf<'assign-service-account'> {
  const { resource, job } = subject;
  return {
    kind: 'assign-service-account',
    job: resource,
    uid: job.uid,
    from: job.serviceAccount,
    to: email,
    lastModifier: job.lastModifier ?? '',
    generation: job.generation,
  };
}

/** The plan that changes nothing but the job's service account. */
export function moveOnly(task: Task, email: string): Plan {
  return { steps: [moveStep(task, email)], notes: [] };
}
