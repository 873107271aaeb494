import { describe, expect, it } from 'vitest';
import {
  deleteObject,
  eraseObjectVersion,
  putObject,
} from '../../../sandbox/organization/buckets.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';

const BUCKET = 'bailiff-prod-bailiff-policy';
const TIME = Date.parse('2026-11-22T08:00:00Z');

describe('a bucket', () => {
  it('keeps every version of an object, each with the time of its end', () => {
    let now = TIME;
    const organization = createOrganization(
      readOrganizationFile('sandbox/organization.yaml'),
      () => now,
    );
    const versions = () => organization.buckets.get(BUCKET)?.objects.get('a');
    putObject(organization, BUCKET, 'a', '1');
    putObject(organization, BUCKET, 'a', '2');
    now += 5000;
    deleteObject(organization, BUCKET, 'a');
    expect(versions()).toEqual([
      { generation: '1795334400000000', text: '1', created: TIME, ended: TIME },
      { generation: '1795334400000001', text: '2', created: TIME, ended: TIME + 5000 },
    ]);
    eraseObjectVersion(organization, BUCKET, 'a', '1795334400000000');
    expect(versions()).toMatchObject([{ text: '2' }]);
    expect(() => putObject(organization, 'none', 'a', '1')).toThrow(
      'The organization has no bucket none.',
    );
  });
});
