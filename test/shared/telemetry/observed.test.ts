import { afterEach, expect, it } from 'vitest';
import { observed } from '../../../shared/telemetry/observed.ts';
import { collector } from './collector.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

it('a function’s metrics count what its log tells, and a collector that is not Google’s gets no token of Google’s', async () => {
  const to = await collector();
  open.push(to);
  let asked = 0;
  const credentials = async () => {
    asked += 1;
    return { authorization: 'Bearer of-google' };
  };
  const { log, telemetry } = observed({
    name: 'evaluate',
    level: 'silent',
    project: 'bailiff-prod',
    telemetry: { endpoint: to.endpoint, attributes: { 'service.name': 'bailiff-evaluate' } },
    google: { credentials },
  });
  log.info('No rule is broken.', { result: 'compliant' });
  log.info('Nothing came of anything.');
  await telemetry.flush();
  expect(to.newest()['bailiff.results']).toEqual({ 'function=evaluate,result=compliant': 1 });
  expect(to.received.map(({ authorization }) => authorization)).toEqual([undefined]);
  expect(asked).toBe(0);
  // So that two instances do not write one time series.
  expect(to.attributes()).toEqual({
    'service.name': 'bailiff-evaluate',
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});
