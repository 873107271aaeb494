import type { V2Job } from './job-record.ts';

const NAMESPACE =
  /^(?:run\.googleapis\.com|cloud\.googleapis\.com|serving\.knative\.dev|autoscaling\.knative\.dev)\//;

/** True for a label or annotation whose meaning is Cloud Run's: v2 refuses it and has a field in its place. */
export function isReserved(key: string): boolean {
  return NAMESPACE.test(key);
}

/** v1's annotations of a job that are fields of v2. */
export const RUN = {
  clientName: 'run.googleapis.com/client-name',
  clientVersion: 'run.googleapis.com/client-version',
  launchStage: 'run.googleapis.com/launch-stage',
  binaryAuthorization: 'run.googleapis.com/binary-authorization',
  breakglass: 'run.googleapis.com/binary-authorization-breakglass',
  creator: 'run.googleapis.com/creator',
  lastModifier: 'run.googleapis.com/lastModifier',
  operationId: 'run.googleapis.com/operation-id',
  executionEnvironment: 'run.googleapis.com/execution-environment',
  connector: 'run.googleapis.com/vpc-access-connector',
  egress: 'run.googleapis.com/vpc-access-egress',
  networkInterfaces: 'run.googleapis.com/network-interfaces',
  encryptionKey: 'run.googleapis.com/encryption-key',
  gpuRedundancyDisabled: 'run.googleapis.com/gpu-zonal-redundancy-disabled',
  cloudSql: 'run.googleapis.com/cloudsql-instances',
  dependencies: 'run.googleapis.com/container-dependencies',
  baseImages: 'run.googleapis.com/base-images',
  secrets: 'run.googleapis.com/secrets',
  accelerator: 'run.googleapis.com/accelerator',
  location: 'cloud.googleapis.com/location',
  lastUpdated: 'run.googleapis.com/lastUpdatedTime',
} as const;

const MAPPED: ReadonlySet<string> = new Set(Object.values(RUN));
// Read-only echoes that clients send back, in the spelling of services too.
const SYSTEM =
  /^(?:serving\.knative\.dev|run\.googleapis\.com)\/(?:creator|lastModifier)(?:Email)?$/;

/** The keys that are a user's own, which both APIs show alike. */
export function ownKeys(map: Readonly<Record<string, string>> | undefined): V2Job['labels'] {
  return kept(map, (key) => !isReserved(key));
}

/** The reserved keys that v2 has no field for. */
export function extraKeys(
  map: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  return kept(map, (key) => isReserved(key) && !MAPPED.has(key) && !SYSTEM.test(key));
}

function kept(
  map: Readonly<Record<string, string>> | undefined,
  keep: (key: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => keep(key)));
}
