import { describe, expect, it } from 'vitest';
import { etagOf, newVersion, versionOf } from '../../../../../sandbox/apis/run/jobs/version.ts';

describe('a version', () => {
  it('is another one every time, also within one millisecond', () => {
    const versions = [newVersion(5), newVersion(5), newVersion(4)];
    expect(new Set(versions).size).toBe(3);
  });

  it('comes back from its etag, with or without the quotes', () => {
    expect(etagOf('AAYnZ8S7wzw')).toBe('"QUFZblo4Uzd3enc="');
    expect(versionOf('"QUFZblo4Uzd3enc="')).toBe('AAYnZ8S7wzw');
    expect(versionOf('QUFZblo4Uzd3enc=')).toBe('AAYnZ8S7wzw');
  });

  it('of a text that is no etag is that text', () => {
    expect(versionOf('nonsense')).toBe('nonsense');
  });
});
