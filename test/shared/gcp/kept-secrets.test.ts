import { describe, expect, it } from 'vitest';
import { keptSecrets } from '../../../shared/gcp/kept-secrets.ts';

const LATEST = 'projects/p/secrets/s/versions/latest';

/** Secrets that change at every call, behind a clock that stands still. */
function asked() {
  const calls: string[] = [];
  const clock = { now: 0 };
  const secret = keptSecrets(
    async (version) => {
      calls.push(version);
      return ` secret ${calls.length}\r\n`;
    },
    () => clock.now,
  );
  return { calls, clock, secret };
}

describe('keptSecrets', () => {
  it('asks once for all who wait, and cuts the white space off around it', async () => {
    const { calls, secret } = asked();
    expect(await Promise.all([secret(LATEST), secret(LATEST)])).toEqual(['secret 1', 'secret 1']);
    expect(calls).toEqual([LATEST]);
  });

  it('forgets every secret five minutes after it was asked for, latest too', async () => {
    const { clock, secret } = asked();
    await secret(LATEST);
    clock.now = 299_999;
    expect(await secret(LATEST)).toBe('secret 1');
    clock.now = 300_000;
    expect(await secret(LATEST)).toBe('secret 2');
  });

  it('keeps each version apart', async () => {
    const { secret } = asked();
    expect(await secret(LATEST)).toBe('secret 1');
    expect(await secret('projects/p/secrets/s/versions/1')).toBe('secret 2');
  });

  it('keeps no failure', async () => {
    let down = true;
    const secret = keptSecrets(async () => {
      if (down) throw new Error('down');
      return 'up';
    });
    await expect(secret(LATEST)).rejects.toThrow('down');
    down = false;
    expect(await secret(LATEST)).toBe('up');
  });
});
