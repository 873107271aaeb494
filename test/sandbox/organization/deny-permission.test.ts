import { describe, expect, it } from 'vitest';
import {
  denyPermission,
  isDenyPermission,
  namesPermission,
  rolePermission,
} from '../../../sandbox/organization/deny-permission.ts';

const ACT_AS = 'iam.googleapis.com/serviceAccounts.actAs';

describe('a permission in the form of deny policies', () => {
  it.each([
    ['iam.serviceAccounts.actAs', ACT_AS],
    ['run.jobs.create', 'run.googleapis.com/jobs.create'],
    ['resourcemanager.projects.get', 'cloudresourcemanager.googleapis.com/projects.get'],
  ])('%s is %s, and back', (role, deny) => {
    expect(denyPermission(role)).toBe(deny);
    expect(denyPermission(deny)).toBe(deny);
    expect(rolePermission(deny)).toBe(role);
    expect(rolePermission(role)).toBe(role);
  });

  it.each([
    [ACT_AS, true],
    ['iam.googleapis.com/serviceAccounts.getAccessToken', false],
    ['iam.googleapis.com/serviceAccounts.*', true],
    ['iam.googleapis.com/serviceAccountKeys.*', false],
    ['iam.googleapis.com/*.actAs', true],
    ['iam.googleapis.com/*.get', false],
    ['iam.googleapis.com/*.*', true],
    ['run.googleapis.com/*.*', false],
  ])('%s names actAs: %s', (entry, named) => {
    expect(namesPermission(entry, ACT_AS)).toBe(named);
  });

  it.each([
    'iam.serviceAccounts.actAs',
    '*',
    'iam.googleapis.com/*',
    'iam.googleapis.com/service*.actAs',
    'iam.googleapis.com/serviceAccounts.act*',
    '*.googleapis.com/serviceAccounts.actAs',
    '',
  ])('is not %s', (text) => {
    expect(isDenyPermission(text)).toBe(false);
  });

  it.each([
    ACT_AS,
    'iam.googleapis.com/*.*',
    'run.googleapis.com/jobs.*',
    'run.googleapis.com/*.get',
  ])('is %s', (text) => {
    expect(isDenyPermission(text)).toBe(true);
  });
});
