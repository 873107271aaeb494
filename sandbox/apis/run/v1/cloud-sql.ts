import type { V2TaskTemplate } from '../job-record.ts';
import { cloudSqlInstances } from './template-annotations.ts';

/**
 * Adds v1's Cloud SQL annotation to a task as v2 shows it: a volume, mounted at /cloudsql. Where the job had the same
 * instances before, its volumes and mounts stay as they were, since v1 cannot say how they are named.
 */
export function withCloudSql(
  task: V2TaskTemplate,
  annotation: string | undefined,
  before: V2TaskTemplate | undefined,
): V2TaskTemplate {
  if (annotation === undefined || annotation === '') return task;
  const asBefore = before !== undefined && cloudSqlInstances(before) === annotation;
  const model = asBefore ? before : modelOf(annotation);
  const names = sqlNames(model);
  return {
    ...task,
    volumes: inserted(task.volumes, model.volumes, names),
    containers: (task.containers ?? []).map((container, i) => ({
      ...container,
      volumeMounts: inserted(container.volumeMounts, model.containers?.[i]?.volumeMounts, names),
    })),
  };
}

/** The task without what the annotation says in v1. */
export function withoutCloudSql(task: V2TaskTemplate): V2TaskTemplate {
  const names = sqlNames(task);
  if (names.size === 0) return task;
  const other = <T extends { name?: string }>(all: readonly T[]) =>
    all.filter(({ name = '' }) => !names.has(name));
  return {
    ...task,
    volumes: other(task.volumes ?? []),
    containers: (task.containers ?? []).map((container) => ({
      ...container,
      volumeMounts: other(container.volumeMounts ?? []),
    })),
  };
}

function modelOf(annotation: string): V2TaskTemplate {
  const instances = annotation.split(',').map((instance) => instance.trim());
  return {
    volumes: [{ name: 'cloudsql', cloudSqlInstance: { instances } }],
    containers: [{ volumeMounts: [{ name: 'cloudsql', mountPath: '/cloudsql' }] }],
  };
}

function sqlNames({ volumes = [] }: V2TaskTemplate): ReadonlySet<string> {
  return new Set(
    volumes.flatMap(({ name = '', cloudSqlInstance }) => (cloudSqlInstance ? [name] : [])),
  );
}

/** `all` with those of `model` that are named, each at the place it has there. */
function inserted<T extends { name?: string }>(
  all: readonly T[] = [],
  model: readonly T[] = [],
  names: ReadonlySet<string>,
): T[] {
  const result = [...all];
  for (const [i, one] of model.entries())
    if (names.has(one.name ?? '')) result.splice(Math.min(i, result.length), 0, one);
  return result;
}
