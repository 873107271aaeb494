import { connectGoogle } from '../../shared/gcp/google.ts';
import { publisher } from '../../shared/gcp/publisher.ts';
import type { ApproverPorts } from './approver-ports.ts';

/** Publishes as the console's own identity. A file for itself, so that a bundle takes of each import what it uses. */
export function approvalsPublisher(
  google: Parameters<typeof connectGoogle>[0],
  project: string,
): ApproverPorts['publisher'] {
  return publisher(connectGoogle(google), project);
}
