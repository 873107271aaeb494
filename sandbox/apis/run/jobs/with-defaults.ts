import { computeEngineDefault } from '../../../../shared/domain/service-account.ts';
import type { Project } from '../../../organization/state.ts';
import type { V2Container, V2Job } from '../job-record.ts';

const LIMITS = { cpu: '1000m', memory: '512Mi' };

/**
 * The job with everything filled in that Cloud Run fills in, so that a read tells it: above all the project's default
 * account where none is named. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
 */
export function withDefaults(job: V2Job, project: Project): V2Job {
  const execution = job.template ?? {};
  const task = execution.template ?? {};
  return {
    ...job,
    launchStage: job.launchStage ?? 'GA',
    template: {
      ...execution,
      taskCount: execution.taskCount ?? 1,
      template: {
        ...task,
        containers: (task.containers ?? []).map(withLimits),
        maxRetries: task.maxRetries ?? 3,
        timeout: task.timeout ?? '600s',
        serviceAccount: plainEmail(task.serviceAccount) ?? computeEngineDefault(project.number),
        executionEnvironment: task.executionEnvironment ?? 'EXECUTION_ENVIRONMENT_GEN2',
      },
    },
  };
}

function withLimits(container: V2Container): V2Container {
  const { resources } = container;
  return { ...container, resources: { ...resources, limits: { ...LIMITS, ...resources?.limits } } };
}

/** The address may be written as a resource name too; empty text means that none is named. */
function plainEmail(text: string | undefined): string | undefined {
  const email = /^projects\/[^/]+\/serviceAccounts\/([^/]+)$/.exec(text ?? '')?.[1] ?? text;
  return email === '' ? undefined : email;
}
