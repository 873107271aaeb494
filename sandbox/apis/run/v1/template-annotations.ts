import { badField } from '../../../http/api-error.ts';
import { defined, unlessEmpty } from '../defined.ts';
import type { V2TaskTemplate } from '../job-record.ts';
import { RUN } from '../reserved-keys.ts';

type Annotations = Readonly<Record<string, string>>;
type Vpc = NonNullable<V2TaskTemplate['vpcAccess']>;

const ENVIRONMENTS = [
  ['gen1', 'EXECUTION_ENVIRONMENT_GEN1'],
  ['gen2', 'EXECUTION_ENVIRONMENT_GEN2'],
] as const;
const EGRESS = [
  ['all-traffic', 'ALL_TRAFFIC'],
  ['all', 'ALL_TRAFFIC'],
  ['private-ranges-only', 'PRIVATE_RANGES_ONLY'],
] as const;

/** The fields of a v2 task that v1 writes as annotations of the execution template. */
export function taskFromAnnotations(annotations: Annotations): V2TaskTemplate {
  return defined({
    executionEnvironment: chosen(annotations, RUN.executionEnvironment, ENVIRONMENTS),
    encryptionKey: annotations[RUN.encryptionKey],
    vpcAccess: unlessEmpty<Vpc>(
      defined({
        connector: annotations[RUN.connector],
        egress: chosen(annotations, RUN.egress, EGRESS),
        networkInterfaces: parsed(annotations, RUN.networkInterfaces) as Vpc['networkInterfaces'],
      }),
    ),
    gpuZonalRedundancyDisabled: parsed(annotations, RUN.gpuRedundancyDisabled) as
      | boolean
      | undefined,
  });
}

/** What v1's annotations say of single containers, by the name each has there. */
export function containersFromAnnotations(
  annotations: Annotations,
): (name: string) => { readonly dependsOn?: string[]; readonly baseImageUri?: string } {
  const dependencies = parsed(annotations, RUN.dependencies) as
    | Record<string, string[]>
    | undefined;
  const images = parsed(annotations, RUN.baseImages) as Record<string, string> | undefined;
  return (name) => defined({ dependsOn: dependencies?.[name], baseImageUri: images?.[name] });
}

export function annotationsFromTask(task: V2TaskTemplate): Annotations {
  const { vpcAccess, containers = [] } = task;
  const dependencies = containers.map(({ name = '', dependsOn }) => [name, dependsOn] as const);
  const images = containers.map(({ name = '', baseImageUri }) => [name, baseImageUri] as const);
  return defined({
    [RUN.executionEnvironment]: wordFor(task.executionEnvironment, ENVIRONMENTS),
    [RUN.encryptionKey]: task.encryptionKey,
    [RUN.connector]: vpcAccess?.connector,
    [RUN.egress]: wordFor(vpcAccess?.egress, EGRESS),
    [RUN.networkInterfaces]: JSON.stringify(vpcAccess?.networkInterfaces),
    [RUN.gpuRedundancyDisabled]: task.gpuZonalRedundancyDisabled?.toString(),
    [RUN.cloudSql]: cloudSqlInstances(task),
    [RUN.dependencies]: written(dependencies),
    [RUN.baseImages]: written(images),
  }) as Annotations;
}

/** All Cloud SQL instances of the task in v1's form: `a,b`. */
export function cloudSqlInstances({ volumes = [] }: V2TaskTemplate): string | undefined {
  const all = volumes.flatMap(({ cloudSqlInstance }) => cloudSqlInstance?.instances ?? []);
  return all.length === 0 ? undefined : all.join(',');
}

function chosen<Field extends string>(
  annotations: Annotations,
  key: string,
  table: readonly (readonly [string, Field])[],
): Field | undefined {
  const said = annotations[key];
  const field = table.find(([word]) => word === said)?.[1];
  if (said === undefined || field !== undefined) return field;
  const words = table.map(([word]) => word).join(', ');
  throw badField(`The annotation ${key} is "${said}"; it must be one of ${words}.`);
}

// The shape of what it holds is checked with the rest of the job.
function parsed(annotations: Annotations, key: string): unknown {
  const text = annotations[key];
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badField(`The annotation ${key} does not hold JSON.`);
  }
}

function wordFor(
  field: string | undefined,
  table: readonly (readonly [string, string])[],
): string | undefined {
  return table.find(([, one]) => one === field)?.[0];
}

function written(entries: readonly (readonly [string, unknown])[]): string | undefined {
  const said = entries.filter(([, value]) => value !== undefined);
  return said.length === 0 ? undefined : JSON.stringify(Object.fromEntries(said));
}
