import { traceAttributes } from './trace.ts';

type Publish<M> = (
  topic: string,
  message: M,
  attributes?: Readonly<Record<string, string>>,
) => Promise<void>;

/** The publisher, whose messages carry the trace of the push that is being handled on to the next function. */
export function traced<M>({ publish }: { readonly publish: Publish<M> }): {
  publish: (topic: string, message: M) => Promise<void>;
} {
  return { publish: (topic, message) => publish(topic, message, traceAttributes()) };
}
