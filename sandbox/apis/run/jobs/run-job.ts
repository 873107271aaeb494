import type { Call } from '../../../http/call.ts';
import { startExecution } from '../executions/start-execution.ts';
import type {
  ExecutionRecord,
  V2Container,
  V2ExecutionTemplate,
  V2Overrides,
} from '../job-record.ts';
import type { JobRef } from '../job-ref.ts';
import { existingJob } from './delete-job.ts';
import { requireVersion } from './version.ts';
import { permitJob } from './write-job.ts';

/** Runs the job once; overrides take a permission of their own. Answers the execution and its short name. */
export function runJob(
  call: Call,
  ref: JobRef,
  shownAs: string,
  overrides: V2Overrides | undefined,
  options: { readonly version?: string | undefined; readonly validateOnly?: boolean } = {},
): readonly [string, ExecutionRecord] {
  permitJob(call, 'run', ref, shownAs);
  if (overrides !== undefined && Object.keys(overrides).length > 0)
    permitJob(call, 'runWithOverrides', ref, shownAs);
  const record = existingJob(call, ref);
  requireVersion(ref, record, options.version);
  const template = overridden(record.body.template ?? {}, overrides ?? {});
  if (options.validateOnly !== true) return startExecution(call, ref, record, template);
  const [name, execution] = startExecution(
    call,
    ref,
    { ...record, executions: new Map() },
    template,
  );
  return [name, { ...execution, ends: execution.started }];
}

function overridden(template: V2ExecutionTemplate, overrides: V2Overrides): V2ExecutionTemplate {
  const task = template.template ?? {};
  return {
    ...template,
    ...(overrides.taskCount === undefined ? {} : { taskCount: overrides.taskCount }),
    template: {
      ...task,
      ...(overrides.timeout === undefined ? {} : { timeout: overrides.timeout }),
      containers: (task.containers ?? []).map((container, _, all) =>
        overriddenContainer(container, overrides, all.length === 1),
      ),
    },
  };
}

function overriddenContainer(
  container: V2Container,
  { containerOverrides = [] }: V2Overrides,
  only: boolean,
): V2Container {
  const override = containerOverrides.find(
    ({ name }) => name === container.name || ((name ?? '') === '' && only),
  );
  if (override === undefined) return container;
  const { args, env = [], clearArgs } = override;
  const names = new Set(env.map(({ name }) => name));
  const kept = (container.env ?? []).filter(({ name }) => !names.has(name));
  const { args: before, ...rest } = container;
  const after = clearArgs ? undefined : args !== undefined && args.length > 0 ? args : before;
  return { ...rest, env: [...kept, ...env], ...(after === undefined ? {} : { args: after }) };
}
