import { expect, test } from 'vitest';
import { traceOf } from '../../../shared/push/trace.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

test.each([
  [{ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }, TRACE],
  [{ 'x-cloud-trace-context': `${TRACE}/67667974448284343;o=1` }, TRACE],
  [{ 'x-cloud-trace-context': TRACE }, TRACE],
  [{ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, undefined],
  [{ traceparent: 'x"}{' }, undefined],
  [{ traceparent: [`00-${TRACE}-00f067aa0ba902b7-01`] }, undefined],
  [{}, undefined],
])('the headers %o belong to the trace %s', (headers, trace) => {
  expect(traceOf(headers)).toBe(trace);
});
