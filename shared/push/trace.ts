import { AsyncLocalStorage } from 'node:async_hooks';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where in a trace something happens. https://www.w3.org/TR/trace-context/#traceparent-header */
export interface TraceContext {
  /** 32 hexadecimal digits, as `logging.googleapis.com/trace` takes it. */
  readonly trace: string;
  /** 16 hexadecimal digits; `undefined` when the caller named none. */
  readonly span: string | undefined;
  readonly sampled: boolean;
}

/** The attribute in which Google's own Pub/Sub clients carry a traceparent. */
const ATTRIBUTE = 'googclient_traceparent';
// traceparent is VERSION-TRACE-SPAN-FLAGS, x-cloud-trace-context is TRACE/SPAN;o=OPTIONS with a decimal span.
const W3C = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
const CLOUD = /^([0-9a-f]{32})(?:\/(\d{1,20}))?(?:;o=(\d))?$/;

const current = new AsyncLocalStorage<TraceContext | undefined>();

/**
 * The trace that a message belongs to: the one that it was published in, so that an event keeps one trace through every
 * function; else that of the request which brings it. https://cloud.google.com/trace/docs/trace-context
 */
export function traceOf(headers: Headers, attributes: Headers = {}): TraceContext | undefined {
  return (
    fromW3c(single(attributes, ATTRIBUTE)) ??
    fromW3c(single(headers, 'traceparent')) ??
    fromCloud(single(headers, 'x-cloud-trace-context'))
  );
}

/** Runs `work` so that what it publishes belongs to the trace. */
export function inTrace<T>(trace: TraceContext | undefined, work: () => Promise<T>): Promise<T> {
  return current.run(trace, work);
}

/** Attributes by which a message that is published now belongs to the present trace; none outside of one. */
export function traceAttributes(): Readonly<Record<string, string>> {
  const context = current.getStore();
  if (context?.span === undefined) return {};
  const { trace, span, sampled } = context;
  return { [ATTRIBUTE]: `00-${trace}-${span}-${sampled ? '01' : '00'}` };
}

function fromW3c(text: string): TraceContext | undefined {
  const [, trace, span, flags] = W3C.exec(text) ?? [];
  return context(trace, span, (Number.parseInt(flags ?? '0', 16) & 1) === 1);
}

function fromCloud(text: string): TraceContext | undefined {
  const [, trace, span, options] = CLOUD.exec(text) ?? [];
  const hexadecimal = BigInt(span ?? '0')
    .toString(16)
    .padStart(16, '0');
  return context(trace, hexadecimal, options === '1');
}

/** All zeros name no trace, and no span. */
function context(
  trace: string | undefined,
  span: string | undefined,
  sampled: boolean,
): TraceContext | undefined {
  if (trace === undefined || /^0+$/.test(trace)) return undefined;
  const named = span !== undefined && span.length === 16 && !/^0+$/.test(span);
  return { trace, span: named ? span : undefined, sampled };
}

function single(headers: Headers, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}
