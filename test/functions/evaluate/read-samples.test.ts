import { expect, it } from 'vitest';
import { readSamples } from '../../../functions/evaluate/read-samples.ts';

it('reads what it is made of without a fault', () => {
  expect(readSamples).not.toThrow();
});
