import { describe, expect, it } from 'vitest';
import { crc32c } from '../../../shared/gcp/crc32c.ts';

describe('crc32c', () => {
  // RFC 3720, appendix B.4, and the check value of the CRC catalogue.
  it.each([
    [Buffer.from('123456789'), 0xe3069283],
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.alloc(32, 0xff), 0x62a8ab43],
    [Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e],
    [Buffer.alloc(0), 0],
  ])('sums up %j as others do', (bytes, sum) => {
    expect(crc32c(bytes)).toBe(sum);
  });
});
