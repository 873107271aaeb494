import { expect, test } from 'vitest';
import { plainName } from '../../../../functions/evaluate/sources/plain-name.ts';

test('a real method or API keeps its name', () => {
  expect(plainName('google.cloud.run.v2.Jobs.CreateJob')).toBe(
    'google.cloud.run.v2.Jobs.CreateJob',
  );
  expect(plainName('/Jobs.UpdateJob')).toBe('/Jobs.UpdateJob');
});

test('a name that was made to be shown loses its tricks', () => {
  expect(plainName('[x](http://e)\n<b>')).toBe('?x??http?//e???b?');
  expect(plainName('a'.repeat(1_000_000))).toHaveLength(128);
});
