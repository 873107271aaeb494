import { describe, expect, it } from 'vitest';
import { isLoopback } from '../../sandbox/is-loopback.ts';

const asked = (host: string | undefined, url = '/api/findings') =>
  isLoopback({ url, headers: host === undefined ? {} : { host } });

describe('a request is made to this machine', () => {
  it.each(['localhost', 'localhost:8080', '127.0.0.1', '127.0.0.1:65535', 'LocalHost:1'])(
    'when its Host is %s',
    (host) => {
      expect(asked(host)).toBe(true);
    },
  );

  it('in absolute form too', () => {
    expect(asked('localhost:8080', 'http://127.0.0.1:8080/api/findings')).toBe(true);
  });
});

describe('a request is not made to this machine', () => {
  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'localhost:8080.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '0.0.0.0:8080',
    '[::1]:8080',
    'user@localhost',
    'run.sandbox',
    'localhost, evil.example',
  ])('when its Host is %j', (host) => {
    expect(asked(host)).toBe(false);
  });

  it.each(['http://evil.example/api/findings', 'http://localhost@evil.example/', 'http:///x'])(
    'when it asks for %s',
    (url) => {
      expect(asked('localhost', url)).toBe(false);
    },
  );
});
