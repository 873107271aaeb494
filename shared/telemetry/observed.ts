import { randomUUID } from 'node:crypto';
import type { Google } from '../gcp/google.ts';
import { type Log, type LogLevel, openLog } from '../log.ts';
import type { TelemetrySettings } from '../telemetry-settings.ts';
import { openTelemetry, type Telemetry } from './telemetry.ts';

/** What is told of a function while it works. */
export interface Observed {
  readonly log: Log;
  readonly telemetry: Telemetry;
}

interface ObservedOptions {
  readonly name: string;
  readonly level: LogLevel;
  /** Id of the project whose Cloud Trace holds the traces. */
  readonly project: string;
  readonly telemetry: TelemetrySettings | undefined;
  readonly google: Pick<Google, 'credentials'>;
}

/** A function's log, and its metrics, which count what the log tells. */
export function observed({
  name,
  level,
  project,
  telemetry: to,
  google,
}: ObservedOptions): Observed {
  const telemetry = openTelemetry({
    name,
    failed: (error) =>
      log.warn('What was measured could not be sent; the next push tries again.', { error }),
    exporter:
      to === undefined
        ? undefined
        : async () => {
            const { openExporter } = await import('./exporter.ts');
            // Without it the instances of a function would overwrite each other's time series.
            const attributes = { 'service.instance.id': randomUUID(), ...to.attributes };
            const headers = () => headersFor(to.endpoint, google);
            return openExporter({ endpoint: to.endpoint, attributes, headers });
          },
  });
  const log = openLog({ name, level, project, onResult: telemetry.result });
  return { log, telemetry };
}

/** A token of Google's is for Google alone, whatever collector is named. */
async function headersFor(endpoint: string, { credentials }: Pick<Google, 'credentials'>) {
  const { protocol, hostname } = new URL(endpoint);
  const isGoogle = protocol === 'https:' && hostname.endsWith('.googleapis.com');
  return isGoogle ? { ...(await credentials()) } : {};
}
