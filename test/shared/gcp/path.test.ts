import { expect, test } from 'vitest';
import { path } from '../../../shared/gcp/path.ts';

test.each([
  ['projects/p/locations/l/jobs/j', 'v2/projects/p/locations/l/jobs/j:get'],
  ['a@b.iam.gserviceaccount.com', 'v2/a%40b.iam.gserviceaccount.com:get'],
  ['j:run?x=1#y', 'v2/j%3Arun%3Fx%3D1%23y:get'],
  ["it's (1)! *", 'v2/it%27s%20%281%29%21%20%2A:get'],
  ['lone \ud800', 'v2/lone%20%EF%BF%BD:get'],
])('a name is the same name to whoever reads the path: %s', (name, expected) => {
  expect(path`v2/${name}:get`).toBe(expected);
});

test('a name in an array is one part, whatever is in it', () => {
  expect(path`b/${['x']}/o/${['a/b c']}`).toBe('b/x/o/a%2Fb%20c');
});
