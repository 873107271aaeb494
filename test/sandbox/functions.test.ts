import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Pushed } from '../../sandbox/delivery/topic.ts';
import { type RunningFunctions, startFunctions, type Wire } from '../../sandbox/functions.ts';

const running: RunningFunctions[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const one of running.splice(0)) await one.close();
});

/** Functions that answer what their environment tells them to. */
async function start(word: string, change: Partial<Record<Pushed, Wire>> = {}) {
  const echo: Wire = (env) => (request, response) => {
    response.status(200).json({ word: env['WORD'], body: request.body as unknown });
  };
  const functions = await startFunctions(
    { evaluate: echo, remediate: echo, notify: echo, sweep: echo, ...change },
    (name) => ({ WORD: `${word} ${name}` }),
  );
  running.push(functions);
  return functions.urls;
}

const post = (url: string, body: string) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });

describe('the functions', () => {
  it('answer each on a loopback port of its own, with the environment they were given', async () => {
    const urls = await start('first');
    expect(new Set(Object.values(urls)).size).toBe(4);
    for (const name of ['evaluate', 'remediate', 'notify', 'sweep'] as const) {
      expect(urls[name]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const answer = await post(urls[name], '{"a":1}');
      expect(await answer.json()).toEqual({ word: `first ${name}`, body: { a: 1 } });
    }
  });

  it('of two local organizations do not mix', async () => {
    const [first, second] = [await start('first'), await start('second')];
    expect(await (await post(first.evaluate, '{}')).json()).toMatchObject({
      word: 'first evaluate',
    });
    expect(await (await post(second.evaluate, '{}')).json()).toMatchObject({
      word: 'second evaluate',
    });
  });

  it('show no stack and no message of their own when they fail in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    // The framework tells the operator.
    const told = vi.spyOn(console, 'error').mockImplementation(() => {});
    const urls = await start('x', {
      evaluate: () => () => {
        throw new Error('the secret of this function');
      },
      remediate: () => async () => {
        throw new Error('the secret of this function');
      },
    });
    for (const url of [urls.evaluate, urls.remediate]) {
      const answer = await post(url, '{}');
      const text = await answer.text();
      expect(answer.status).toBe(500);
      expect(text).toBe('Internal Server Error');
    }
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('show no stack for a body that is no JSON', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const { evaluate } = await start('x');
    const answer = await post(evaluate, '{"broken');
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toMatch(/at .*:\d+|\.ts|\.js|broken/);
  });

  it('close although one never answers', async () => {
    const { notify } = await start('x', { notify: () => () => {} });
    const asked = post(notify, '{}').catch(() => 'broken off');
    await new Promise((resolve) => setTimeout(resolve, 20));
    await running.pop()?.close();
    expect(await asked).toBe('broken off');
  });

  it('do not start at all when one cannot be wired', async () => {
    const broken: Wire = () => {
      throw new Error('BAILIFF_POLICY is missing.');
    };
    await expect(start('x', { remediate: broken })).rejects.toThrow('BAILIFF_POLICY is missing.');
  });
});
