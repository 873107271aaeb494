import { describe, expect, it } from 'vitest';
import { missing, needs, PARTS, required } from './requirements.ts';

describe('what this machine must have', () => {
  it('knows every part that BAILIFF_REQUIRE names', () => {
    expect(required().filter((name) => !PARTS.some((part) => part === name))).toEqual([]);
  });

  // The part is looked for by needs, as by every test that uses it: skipped with the reason, or failed where required.
  for (const part of PARTS)
    it(`${part} is there, or is said to be missing`, (context) => {
      needs(part)(context);
      expect(missing(part)).toBeUndefined();
    });
});
