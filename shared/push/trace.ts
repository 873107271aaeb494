type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

// traceparent is VERSION-TRACE-SPAN-FLAGS, x-cloud-trace-context is TRACE/SPAN;o=OPTIONS.
const W3C = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/;
const CLOUD = /^([0-9a-f]{32})(?:[/;]|$)/;

/**
 * The trace that a request belongs to, 32 hexadecimal digits, as `logging.googleapis.com/trace` takes it.
 * https://cloud.google.com/trace/docs/trace-context
 */
export function traceOf(headers: Headers): string | undefined {
  const trace =
    W3C.exec(single(headers, 'traceparent'))?.[1] ??
    CLOUD.exec(single(headers, 'x-cloud-trace-context'))?.[1];
  return trace === undefined || /^0+$/.test(trace) ? undefined : trace;
}

function single(headers: Headers, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
