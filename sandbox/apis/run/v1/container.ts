import { defined } from '../defined.ts';
import type { V1Container, V1Probe, V2Container } from '../job-record.ts';
import type { ContainerInput } from './job-schema.ts';

type ProbeInput = NonNullable<ContainerInput['startupProbe']>;
type EnvInput = NonNullable<ContainerInput['env']>[number];
type V2Env = NonNullable<V2Container['env']>[number];

/** v1's container in v2's shape; what is empty in it is the reader's to drop. */
export function containerFromV1(
  container: ContainerInput,
  aliases: ReadonlyMap<string, string>,
): V2Container {
  const { env, resources, ports, volumeMounts, ...same } = container;
  return defined({
    ...same,
    env: env?.map((one) => envFromV1(one, aliases)),
    resources: resources && defined({ limits: resources.limits }),
    ports: ports?.map(({ name, containerPort }) => defined({ name, containerPort })),
    volumeMounts: volumeMounts?.map(({ name, mountPath, subPath }) =>
      defined({ name, mountPath, subPath }),
    ),
    livenessProbe: probeFromV1(container.livenessProbe),
    startupProbe: probeFromV1(container.startupProbe),
    readinessProbe: probeFromV1(container.readinessProbe),
  });
}

export function containerToV1(
  container: V2Container,
  nameOf: (secret: string) => string,
): V1Container {
  const { name, image, command, args, env, resources, ports, workingDir } = container;
  return defined({
    name,
    image,
    command,
    args,
    env: env?.map((one) => envToV1(one, nameOf)),
    resources: resources?.limits && { limits: resources.limits },
    ports,
    volumeMounts: container.volumeMounts,
    workingDir,
    livenessProbe: container.livenessProbe as V1Probe | undefined,
    startupProbe: container.startupProbe as V1Probe | undefined,
    readinessProbe: container.readinessProbe as V1Probe | undefined,
  });
}

/** An environment variable; also that of an execution's overrides. */
export function envFromV1(
  { name, value, valueFrom }: EnvInput,
  aliases: ReadonlyMap<string, string>,
): V2Env {
  const selector = valueFrom?.secretKeyRef;
  if (selector === undefined) return defined({ name, value: value ?? '' });
  const said = selector.name || (selector.localObjectReference?.name ?? '');
  return defined({
    name,
    valueSource: {
      secretKeyRef: defined({ secret: aliases.get(said) ?? said, version: selector.key }),
    },
  });
}

function envToV1(
  { name, value, valueSource }: V2Env,
  nameOf: (secret: string) => string,
): NonNullable<V1Container['env']>[number] {
  const selector = valueSource?.secretKeyRef;
  // JSON of v1 leaves an empty value out.
  if (selector === undefined) return defined({ name, value: value || undefined });
  return defined({
    name,
    valueFrom: {
      secretKeyRef: defined({ name: nameOf(selector.secret ?? ''), key: selector.version }),
    },
  });
}

// Both APIs write a probe alike but for what Cloud Run does not use: host, scheme and successThreshold.
function probeFromV1(probe: ProbeInput | undefined): V2Container['startupProbe'] {
  if (probe === undefined) return undefined;
  const { successThreshold: _, httpGet, tcpSocket, grpc, ...same } = probe;
  return defined({
    ...same,
    httpGet:
      httpGet &&
      defined({
        path: httpGet.path,
        port: httpGet.port,
        httpHeaders: httpGet.httpHeaders?.map((header) => defined(header)),
      }),
    tcpSocket: tcpSocket && defined({ port: tcpSocket.port }),
    grpc: grpc && defined(grpc),
  });
}
