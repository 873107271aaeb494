import { afterEach, describe, expect, it } from 'vitest';
import { openExporter } from '../../../shared/telemetry/exporter.ts';
import { openTelemetry } from '../../../shared/telemetry/telemetry.ts';
import { collector } from './collector.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function measured(answer?: () => number | undefined) {
  const to = await collector(answer);
  open.push(to);
  let now = 0;
  let loaded = 0;
  let tokens = 0;
  const failures: unknown[] = [];
  const telemetry = (name: string) =>
    openTelemetry({
      name,
      clock: () => now,
      failed: (error) => void failures.push(error),
      exporter: async () => {
        loaded += 1;
        return openExporter({
          endpoint: to.endpoint,
          attributes: { 'service.name': `bailiff-${name}`, 'cloud.region': 'europe-west1' },
          headers: async () => {
            tokens += 1;
            return { authorization: `Bearer token-${tokens}` };
          },
        });
      },
    });
  const pass = (milliseconds: number) => {
    now += milliseconds;
  };
  return { to, telemetry, failures, loaded: () => loaded, pass };
}

describe('what a function measures', () => {
  it('arrives as OTLP, with the function’s own resource and a token asked for each time', async () => {
    const { to, telemetry, pass, loaded } = await measured();
    const notify = telemetry('notify');
    notify.result('alert', 'fight');
    notify.result('ticketed', 'not-a-kind');
    notify.handled(0.2);
    expect(loaded()).toBe(0);
    await notify.flush();
    expect(to.received[0]).toMatchObject({ path: '/v1/metrics', authorization: 'Bearer token-1' });
    expect(to.attributes()).toEqual({
      'service.name': 'bailiff-notify',
      'cloud.region': 'europe-west1',
    });
    expect(to.newest()).toEqual({
      'bailiff.results': {
        'function=notify,result=alert': 1,
        'function=notify,result=ticketed': 1,
      },
      'bailiff.alerts': { 'kind=fight': 1 },
      'bailiff.push.duration': { 'function=notify': 1 },
    });
    pass(10_000);
    notify.result('ticketed');
    await notify.flush();
    expect(to.newest()['bailiff.results']).toEqual({
      'function=notify,result=alert': 1,
      'function=notify,result=ticketed': 2,
    });
    expect(to.received.map(({ authorization }) => authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
    expect(loaded()).toBe(1);
  });

  it('makes no time series of each alert’s id', async () => {
    const { to, telemetry } = await measured();
    const remediate = telemetry('remediate');
    remediate.result('alert', 'fight~default-service-account~payments-prod');
    await remediate.flush();
    expect(to.newest()).toEqual({ 'bailiff.results': { 'function=remediate,result=alert': 1 } });
  });

  it('is sent once in ten seconds at most, and nothing of it is lost in between', async () => {
    const { to, telemetry, pass } = await measured();
    const evaluate = telemetry('evaluate');
    for (const wait of [0, 9_999, 0, 1]) {
      pass(wait);
      evaluate.result('compliant');
      await evaluate.flush();
    }
    expect(to.received).toHaveLength(2);
    expect(to.newest()['bailiff.results']).toEqual({ 'function=evaluate,result=compliant': 4 });
  });

  it('is sent with the next when the collector refuses it, and fails nothing', async () => {
    let status = 400;
    const { to, telemetry, pass, failures } = await measured(() => status);
    const evaluate = telemetry('evaluate');
    evaluate.result('finding');
    await evaluate.flush();
    status = 200;
    pass(10_000);
    await evaluate.flush();
    expect(to.newest()['bailiff.results']).toEqual({ 'function=evaluate,result=finding': 1 });
    expect(failures).toHaveLength(1);
  });

  it('holds a push up for three seconds at most when the collector does not answer', async () => {
    const { telemetry, failures } = await measured(() => undefined);
    const evaluate = telemetry('evaluate');
    evaluate.result('finding');
    const began = performance.now();
    await evaluate.flush();
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(failures).toHaveLength(1);
  }, 20_000);

  it('is nothing where no collector is named', async () => {
    const telemetry = openTelemetry({ name: 'evaluate', exporter: undefined });
    telemetry.result('finding');
    telemetry.handled(1);
    await expect(telemetry.flush()).resolves.toBeUndefined();
  });
});
