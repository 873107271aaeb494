import { defined, unlessEmpty } from '../defined.ts';
import type { V1Extras, V1Job, V1TaskSpec, V2Job, V2TaskTemplate } from '../job-record.ts';
import { RUN } from '../reserved-keys.ts';
import { withoutCloudSql } from './cloud-sql.ts';
import { containerToV1 } from './container.ts';
import { createAliases, parseAliases } from './secret-aliases.ts';
import { annotationsFromTask } from './template-annotations.ts';
import { volumeToV1 } from './volume.ts';

type Annotations = Readonly<Record<string, string>>;

/** A task in v1's shape, and the annotations of the execution (or its template) that say the rest of it. */
export function taskToV1(
  task: V2TaskTemplate,
  extras: V1Extras,
): { readonly spec: V1TaskSpec; readonly annotations: Annotations } {
  const { [RUN.secrets]: secrets, ...rest } = extras.templateAnnotations;
  const aliases = createAliases(parseAliases(secrets));
  const { containers = [], volumes = [] } = withoutCloudSql(task);
  const spec: V1TaskSpec = defined({
    containers: containers.map((container) => containerToV1(container, aliases.nameOf)),
    volumes: unlessEmpty(volumes.map((volume) => volumeToV1(volume, aliases.nameOf))),
    maxRetries: task.maxRetries,
    timeoutSeconds: task.timeout?.slice(0, -1),
    serviceAccountName: task.serviceAccount,
    nodeSelector:
      task.nodeSelector?.accelerator === undefined
        ? undefined
        : { [RUN.accelerator]: task.nodeSelector.accelerator },
  });
  return {
    spec,
    annotations: {
      ...rest,
      ...annotationsFromTask(task),
      ...(defined({ [RUN.secrets]: aliases.annotation() }) as Annotations),
    },
  };
}

/** `spec.template` of a v1 job. */
export function templateToV1(
  template: V2Job['template'],
  extras: V1Extras,
): NonNullable<V1Job['spec']>['template'] {
  const { labels, annotations, parallelism, taskCount } = template ?? {};
  const task = taskToV1(template?.template ?? {}, extras);
  return defined({
    metadata: defined({
      labels: unlessEmpty(labels),
      annotations: unlessEmpty({ ...annotations, ...task.annotations }),
    }),
    spec: defined({ parallelism, taskCount, template: { spec: task.spec } }),
  });
}
