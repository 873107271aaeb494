import type { Exporter } from './exporter.ts';

/** Measures what the dashboard shows of a function. Its names and units are in docs/telemetry.md. */
export interface Telemetry {
  /** What a log line says became of something; where notify raises an alert, `alert` is its kind. */
  result(result: string, alert?: string): void;
  /** How long one push took. */
  handled(seconds: number): void;
  /**
   * Sends what was measured, unless that was done less than ten seconds ago. Ends within three seconds and never rejects:
   * nothing that is measured is worth another delivery of a push.
   */
  flush(): Promise<void>;
}

export interface TelemetryOptions {
  /** The function. */
  readonly name: string;
  /** Loaded when something is sent for the first time; nothing is measured without it. */
  readonly exporter: (() => Promise<Exporter>) | undefined;
  /** Milliseconds that only go forward. */
  readonly clock?: () => number;
  /** Told when what was measured could not be sent; it is sent with the next. */
  readonly failed?: (error: unknown) => void;
}

// Cloud Monitoring takes one point of a time series in five seconds.
const LEAST_GAP_MS = 10_000;
const LONGEST_MS = 3_000;
// Some minutes of what one instance handles; what goes beyond is not worth its memory.
const MOST_DURATIONS = 10_000;

export function openTelemetry(options: TelemetryOptions): Telemetry {
  const { name, exporter: load, clock = () => performance.now(), failed = () => {} } = options;
  const waiting: ((exporter: Exporter) => void)[] = [];
  const durations: number[] = [];
  let exporter: Promise<Exporter> | undefined;
  let sent = Number.NEGATIVE_INFINITY;
  if (load === undefined) return { result: () => {}, handled: () => {}, flush: async () => {} };

  async function send(make: () => Promise<Exporter>): Promise<void> {
    exporter ??= make();
    const to = await exporter;
    for (const record of waiting.splice(0)) record(to);
    for (const seconds of durations.splice(0)) to.duration.record(seconds, { function: name });
    await to.flush(LONGEST_MS);
  }

  return {
    result(result, alert) {
      const labels = { function: name, result };
      waiting.push(({ results }) => results.add(1, labels));
      // Elsewhere a line names one alert and no kind, which would make a time series of each.
      if (name === 'notify' && result === 'alert' && alert !== undefined)
        waiting.push(({ alerts }) => alerts.add(1, { kind: alert }));
    },
    handled(seconds) {
      if (durations.length < MOST_DURATIONS) durations.push(seconds);
    },
    async flush() {
      if (clock() - sent < LEAST_GAP_MS) return;
      sent = clock();
      try {
        await send(load);
      } catch (error) {
        failed(error);
      }
    },
  };
}
