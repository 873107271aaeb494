import type { Counter, Histogram } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';

/** The instruments, and the way out. */
export interface Exporter {
  readonly results: Counter;
  readonly alerts: Counter;
  readonly duration: Histogram;
  /** Rejects when what was measured did not arrive in as many milliseconds; it stays counted. */
  flush(milliseconds: number): Promise<void>;
}

export interface ExporterOptions {
  /** Address of `/v1/metrics`. */
  readonly endpoint: string;
  /** What is measured, by OpenTelemetry's names: `service.name`, `cloud.region` and so on. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Asked for with each export, so that a token may be renewed. */
  readonly headers: () => Promise<Record<string, string>>;
}

// Exports are asked for; a timer would run while Cloud Run gives the instance no CPU.
const NEVER_MS = 2 ** 31 - 1;
const BOUNDARIES_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** OTLP over HTTP, cumulative. https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export function openExporter({ endpoint, attributes, headers }: ExporterOptions): Exporter {
  let refused: Error | undefined;
  const otlp = new OTLPMetricExporter({ url: endpoint, headers });
  // The reader keeps to itself what an export came to.
  const exporter: PushMetricExporter = {
    export: (metrics, done) =>
      otlp.export(metrics, (result) => {
        refused = result.error;
        done(result);
      }),
    forceFlush: () => otlp.forceFlush(),
    shutdown: () => otlp.shutdown(),
  };
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: NEVER_MS,
    exportTimeoutMillis: NEVER_MS,
  });
  const provider = new MeterProvider({
    resource: resourceFromAttributes(attributes),
    readers: [reader],
  });
  const meter = provider.getMeter('bailiff');
  return {
    results: meter.createCounter('bailiff.results', {
      description: 'What became of events, by function and result.',
    }),
    alerts: meter.createCounter('bailiff.alerts', {
      description: 'Alerts that notify raised, by kind.',
    }),
    duration: meter.createHistogram('bailiff.push.duration', {
      description: 'How long one push took.',
      unit: 's',
      advice: { explicitBucketBoundaries: BOUNDARIES_SECONDS },
    }),
    async flush(milliseconds) {
      refused = undefined;
      await provider.forceFlush({ timeoutMillis: milliseconds });
      if (refused !== undefined) throw refused;
    },
  };
}
