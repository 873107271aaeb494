import type { Binding } from '../../shared/domain/iam-policy.ts';
import { currentPolicy, replacePolicy } from './policies.ts';
import type { Organization, Project } from './state.ts';

export const CLOUD_RUN = 'run.googleapis.com';

/** What Google grants Cloud Run's service agent of a project when the API is enabled there. */
export function agentBinding({ number }: Pick<Project, 'number'>): Binding {
  const agent = `service-${number}@serverless-robot-prod.iam.gserviceaccount.com`;
  return { role: 'roles/run.serviceAgent', members: [`serviceAccount:${agent}`] };
}

/** Enables an API in a project; Cloud Run's service agent is made with it, and given its role. */
export function enableService(organization: Organization, project: Project, service: string): void {
  const isNew = !project.services.has(service);
  project.services.add(service);
  if (service !== CLOUD_RUN || !isNew) return;
  const name = `projects/${project.id}`;
  const policy = currentPolicy(organization, name);
  const bindings = [...(policy.bindings ?? []), agentBinding(project)];
  replacePolicy(organization, name, { ...policy, bindings });
}
