import { describe, expect, it, test } from 'vitest';
import { inTrace, traceAttributes, traceOf } from '../../../shared/push/trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const OTHER = 'a'.repeat(32);

describe('the trace of a message', () => {
  test.each([
    [{ traceparent: `00-${TRACE}-${SPAN}-01` }, { trace: TRACE, span: SPAN, sampled: true }],
    [{ traceparent: `00-${TRACE}-${SPAN}-00` }, { trace: TRACE, span: SPAN, sampled: false }],
    [
      { 'x-cloud-trace-context': `${TRACE}/67667974448284343;o=1` },
      { trace: TRACE, span: '00f067aa0ba902b7', sampled: true },
    ],
    [{ 'x-cloud-trace-context': TRACE }, { trace: TRACE, span: undefined, sampled: false }],
    [
      { 'x-cloud-trace-context': `${TRACE}/99999999999999999999;o=1` },
      { trace: TRACE, span: undefined, sampled: true },
    ],
    [{ 'x-cloud-trace-context': `${TRACE}/x` }, undefined],
    [{ traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }, undefined],
    [
      { traceparent: `00-${TRACE}-${'0'.repeat(16)}-01` },
      { trace: TRACE, span: undefined, sampled: true },
    ],
    [{ traceparent: 'x"}{' }, undefined],
    [{ traceparent: [`00-${TRACE}-${SPAN}-01`] }, undefined],
    [{}, undefined],
  ])('with the headers %o is %o', (headers, expected) => {
    expect(traceOf(headers)).toEqual(expected);
  });

  it('is the one that it was published in, whatever request brings it', () => {
    const headers = { traceparent: `00-${OTHER}-${SPAN}-01` };
    const attributes = { googclient_traceparent: `00-${TRACE}-${SPAN}-01` };
    expect(traceOf(headers, attributes)?.trace).toBe(TRACE);
    expect(traceOf(headers, { googclient_traceparent: 'forged' })?.trace).toBe(OTHER);
  });
});

describe('what is published', () => {
  it('carries the trace of the message that is being handled, and no other', async () => {
    const one = { trace: TRACE, span: SPAN, sampled: true };
    const two = { trace: OTHER, span: SPAN, sampled: false };
    const carried = await Promise.all(
      [one, undefined, two].map((trace) =>
        inTrace(trace, async () => {
          await Promise.resolve();
          return traceAttributes();
        }),
      ),
    );
    expect(carried).toEqual([
      { googclient_traceparent: `00-${TRACE}-${SPAN}-01` },
      {},
      { googclient_traceparent: `00-${OTHER}-${SPAN}-00` },
    ]);
    expect(traceAttributes()).toEqual({});
  });
});
