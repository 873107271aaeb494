import type { Resource } from '../../shared/domain/resource.ts';
import type { Gathered } from '../../shared/engine/gather.ts';
import { isRefusal } from '../../shared/engine/is-refusal.ts';
import { ProjectUnread } from '../../shared/engine/project-unread.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { gatherJob } from './gather-job.ts';
import type { EvaluatePorts } from './ports.ts';

/** A job of which nothing is known, since Bailiff may not read it. */
export interface Unread {
  readonly kind: 'unread';
  /** By id or number. */
  readonly project: string;
  readonly because: string;
}

/** Reads a job that no event of its own tells of, as gatherJob does, if Bailiff may. Throws what may pass. */
export async function gatherReadable(
  resource: Resource,
  policy: Policy,
  ports: EvaluatePorts,
): Promise<Gathered | Unread> {
  try {
    return await gatherJob(resource, 'unknown', policy, ports);
  } catch (error) {
    if (isRefusal(error) || error instanceof ProjectUnread)
      return { kind: 'unread', project: resource.project, because: error.message };
    throw error;
  }
}
