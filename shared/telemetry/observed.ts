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
            return openExporter({ ...to, headers: () => headersFor(to.endpoint, google) });
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
