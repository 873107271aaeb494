import { describe, expect, it } from 'vitest';
import { missing, PARTS, required } from './requirements.ts';

describe('what this machine must have', () => {
  it('knows every part that BAILIFF_REQUIRE names', () => {
    expect(required().filter((name) => !PARTS.some((part) => part === name))).toEqual([]);
  });

  it.each(PARTS)('%s is there, or is not required', (part) => {
    const why = missing(part);
    if (required().includes(part)) expect(why).toBeUndefined();
    else expect(why ?? 'there').not.toBe('');
  });
});
