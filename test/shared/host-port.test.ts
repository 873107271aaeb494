import { describe, expect, it } from 'vitest';
import { isHostPort } from '../../shared/host-port.ts';

describe('HOST:PORT', () => {
  it.each(['127.0.0.1:8085', 'localhost:0', '[::1]:8085', 'emulator.internal:65535'])(
    'is %s',
    (text) => {
      expect(isHostPort(text)).toBe(true);
    },
  );

  it.each([
    '',
    '8085',
    'localhost',
    'localhost:',
    'http://localhost:8085',
    '::1:8085',
    'a b:1',
    'user@host:1',
    'host:65536',
    'host:80/path',
  ])('is not %j', (text) => {
    expect(isHostPort(text)).toBe(false);
  });
});
