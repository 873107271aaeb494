/** Where a function sends its metrics, by the names that OpenTelemetry gives the variables. */
export interface TelemetrySettings {
  /** Address of `/v1/metrics`. */
  readonly endpoint: string;
  /** What is measured, e.g. `cloud.region`. */
  readonly attributes: Readonly<Record<string, string>>;
}

const ENDPOINT = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT';
const ATTRIBUTES = 'OTEL_RESOURCE_ATTRIBUTES';

/**
 * Reads OTEL_EXPORTER_OTLP_METRICS_ENDPOINT and OTEL_RESOURCE_ATTRIBUTES, each `undefined` when it is not set; nothing is
 * measured without the former. `fault` is told a sentence for each fault.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function telemetrySettings(
  env: Readonly<Record<string, string | undefined>>,
  fault: (sentence: string) => undefined,
): TelemetrySettings | undefined {
  const endpoint = env[ENDPOINT] || undefined;
  const attributes = attributesOf(env[ATTRIBUTES] ?? '', fault);
  if (endpoint === undefined || attributes === undefined) return undefined;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '')
    return fault(
      `${ENDPOINT} is no address; set it to one like https://telemetry.googleapis.com/v1/metrics, or leave it out.`,
    );
  return { endpoint, attributes };
}

/** `NAME=VALUE` with commas in between, values percent-encoded. https://opentelemetry.io/docs/specs/otel/resource/sdk/ */
function attributesOf(text: string, fault: (sentence: string) => undefined) {
  const pairs: [string, string][] = [];
  for (const pair of text.split(',').filter((one) => one !== '')) {
    const [, name, value] = /^([^=]+)=([^=]*)$/.exec(pair.trim()) ?? [];
    const decoded = decode(value);
    if (name === undefined || decoded === undefined)
      return fault(
        `${ATTRIBUTES} is no list of NAME=VALUE; set it to one like cloud.region=us-central1.`,
      );
    pairs.push([name, decoded]);
  }
  return Object.fromEntries(pairs);
}

function decode(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
