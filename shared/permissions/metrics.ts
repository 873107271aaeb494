import type { PermissionUse } from '../domain/permission.ts';

/** https://docs.cloud.google.com/iam/docs/roles-permissions/telemetry */
export const metricsPermissions = [
  {
    permission: 'telemetry.metrics.write',
    on: 'project',
    why: 'Sends what it measures of itself, where `open_telemetry` is on; it is not held otherwise.',
    without: 'Nothing is measured by OpenTelemetry; the log and the metrics made of it are whole.',
  },
] as const satisfies readonly PermissionUse[];
