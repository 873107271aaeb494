import { badField } from '../../../http/api-error.ts';
import { defined, unlessEmpty } from '../defined.ts';
import type { V1Extras, V2Container, V2Job, V2TaskTemplate } from '../job-record.ts';
import { extraKeys, ownKeys, RUN } from '../reserved-keys.ts';
import { readMessage } from '../v2/read-message.ts';
import { withCloudSql } from './cloud-sql.ts';
import { containerFromV1 } from './container.ts';
import type { JobInput } from './job-schema.ts';
import { parseAliases } from './secret-aliases.ts';
import { containersFromAnnotations, taskFromAnnotations } from './template-annotations.ts';
import { volumeFromV1 } from './volume.ts';

type TaskInput = NonNullable<
  NonNullable<NonNullable<NonNullable<JobInput['spec']>['template']>['spec']>['template']
>['spec'];
type Annotations = Readonly<Record<string, string>>;

// v2's template has no client, which gcloud writes there all the same; and no aliases of secrets.
const UNMAPPED_ON_TEMPLATE: readonly string[] = [RUN.clientName, RUN.clientVersion, RUN.secrets];

/**
 * What a v1 body asks for, in v2's shape, and what only v1 can say. `before` is the job as it stands: what v1 has no
 * words for is taken from it, so that replacing a job with its own v1 form changes nothing.
 */
export function jobFromV1(
  input: JobInput,
  before: V2Job | undefined,
): { readonly job: V2Job; readonly extras: V1Extras } {
  const { metadata, spec } = input;
  const annotations = metadata?.annotations ?? {};
  const template = spec?.template;
  const templateAnnotations = template?.metadata?.annotations ?? {};
  const execution = template?.spec;
  const job: V2Job = defined({
    labels: ownKeys(metadata?.labels),
    annotations: ownKeys(annotations),
    client: annotations[RUN.clientName],
    clientVersion: annotations[RUN.clientVersion],
    launchStage: annotations[RUN.launchStage],
    binaryAuthorization: binaryAuthorization(annotations),
    startExecutionToken: spec?.startExecutionToken || undefined,
    runExecutionToken: spec?.runExecutionToken || undefined,
    template:
      template &&
      defined({
        labels: ownKeys(template.metadata?.labels),
        annotations: ownKeys(templateAnnotations),
        parallelism: execution?.parallelism,
        taskCount: execution?.taskCount,
        template:
          execution?.template &&
          taskFromV1(execution.template.spec, templateAnnotations, before?.template?.template),
      }),
  });
  return {
    // The walk of the types drops what is empty and finds what no v2 job can hold.
    job: readMessage('Job', job, 'job'),
    extras: {
      annotations: extraKeys(annotations),
      templateAnnotations: {
        ...extraKeys(templateAnnotations),
        ...pick(templateAnnotations, UNMAPPED_ON_TEMPLATE),
      },
    },
  };
}

function taskFromV1(
  input: TaskInput,
  annotations: Annotations,
  before: V2TaskTemplate | undefined,
): V2TaskTemplate {
  const { containers = [], volumes = [], nodeSelector, timeoutSeconds, ...same } = input ?? {};
  const aliases = parseAliases(annotations[RUN.secrets]);
  const annotated = containersFromAnnotations(annotations);
  const task = defined({
    ...taskFromAnnotations(annotations),
    containers: containers.map((container, i) => ({
      ...withUnsayable(containerFromV1(container, aliases), before?.containers?.[i]),
      ...annotated(container.name ?? ''),
    })),
    volumes: volumes.map((volume) => volumeFromV1(volume, aliases)),
    maxRetries: same.maxRetries,
    serviceAccount: same.serviceAccountName,
    timeout: timeoutSeconds === undefined ? undefined : `${timeoutSeconds}s`,
    nodeSelector: accelerator(nodeSelector),
  });
  return withCloudSql(task, annotations[RUN.cloudSql], before);
}

function withUnsayable(container: V2Container, before: V2Container | undefined): V2Container {
  if (before === undefined || (before.name ?? '') !== (container.name ?? '')) return container;
  const { limits: _, ...resources } = before.resources ?? {};
  return defined({
    ...container,
    sourceCode: before.sourceCode,
    resources: unlessEmpty({ ...resources, ...container.resources }),
  });
}

function accelerator(selector: Annotations | undefined): V2TaskTemplate['nodeSelector'] {
  const { [RUN.accelerator]: kind, ...other } = selector ?? {};
  const unknown = Object.keys(other)[0];
  if (unknown !== undefined)
    throw badField(`The node selector ${unknown} is not one that Cloud Run knows.`);
  return kind === undefined ? undefined : { accelerator: kind };
}

function binaryAuthorization(annotations: Annotations): V2Job['binaryAuthorization'] {
  const said = annotations[RUN.binaryAuthorization];
  return unlessEmpty(
    defined({
      useDefault: said === 'default' ? true : undefined,
      policy: said === 'default' ? undefined : said,
      breakglassJustification: annotations[RUN.breakglass],
    }),
  );
}

function pick(annotations: Annotations, keys: readonly string[]): Annotations {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => keys.includes(key)));
}
