import { expect, test } from 'vitest';
import { droppedFields } from '../../../shared/gcp/dropped-fields.ts';

test('nothing is dropped when every field was decoded, in whatever form', () => {
  const json = { timeout: '600s', items: [{ a: 1 }], labels: { team: 'x' } };
  const decoded = {
    timeout: { seconds: '600' },
    items: [{ a: '1', b: '' }],
    labels: { team: 'x' },
  };
  expect(droppedFields(json, decoded)).toEqual([]);
});

test('a field that was not decoded is named by its path', () => {
  const json = { template: { template: { containers: [{ image: 'i', novel: 1 }], other: {} } } };
  const decoded = { template: { template: { containers: [{ image: 'i' }] } } };
  expect(droppedFields(json, decoded)).toEqual([
    'template.template.containers[0].novel',
    'template.template.other',
  ]);
});
