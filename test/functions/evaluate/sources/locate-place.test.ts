import { describe, expect, test } from 'vitest';
import { locatePlace } from '../../../../functions/evaluate/sources/locate-place.ts';
import { entryOf } from './raw-entry.ts';

const log = (parent: string) => `${parent}/logs/cloudaudit.googleapis.com%2Factivity`;
const locate = (parent: string, resourceName: string | undefined, labels: object = {}) =>
  locatePlace(
    entryOf({ resourceName }, { logName: log(parent), resource: { type: 'project', labels } }),
  );
const ORGANIZATION = 'organizations/100000000001';
const FOLDER = 'folders/200000000001';
const PROJECT = 'projects/identity-prod';
const denies = (point: string) =>
  `policies/${encodeURIComponent(`cloudresourcemanager.googleapis.com/${point}`)}/denypolicies/no-minting`;

describe('a place', () => {
  test.each([
    ['its name', PROJECT, PROJECT, PROJECT],
    ['its full name', PROJECT, `//cloudresourcemanager.googleapis.com/${PROJECT}`, PROJECT],
    [
      'a project with a domain',
      'projects/example.com:older-prod',
      'projects/example.com:older-prod',
      'projects/example.com:older-prod',
    ],
    [
      'a policy of it',
      FOLDER,
      `${FOLDER}/policies/iam.disableCrossProjectServiceAccountUsage`,
      FOLDER,
    ],
    ['a role of it', ORGANIZATION, `${ORGANIZATION}/roles/minter`, ORGANIZATION],
    ['a deny policy of it', FOLDER, denies(FOLDER), FOLDER],
    [
      'a deny policy whose name was encoded twice',
      FOLDER,
      denies(FOLDER).replaceAll('%', '%25'),
      FOLDER,
    ],
    [
      'a deny policy of a project with a domain',
      'projects/example.com:older-prod',
      denies('projects/example.com:older-prod'),
      'projects/example.com:older-prod',
    ],
    ['a name in the log of what is above it', ORGANIZATION, FOLDER, FOLDER],
  ])('is told by %s', (_, parent, name, expected) => {
    expect(locate(parent, name)).toEqual({
      kind: 'concerned',
      scope: { kind: 'place', name: expected },
    });
  });

  test.each([
    [{ project_id: 'identity-prod' }, PROJECT],
    [{ folder_id: '200000000001' }, FOLDER],
    [{ organization_id: '100000000001' }, ORGANIZATION],
  ])('without a name is told by its labels %j', (labels, expected) => {
    expect(locate(ORGANIZATION, undefined, labels)).toEqual({
      kind: 'concerned',
      scope: { kind: 'place', name: expected },
    });
  });

  test('that is named by its number too has the number beside its id', () => {
    const number = '310000000003';
    expect(locate(PROJECT, `projects/${number}`)).toEqual({
      kind: 'concerned',
      scope: { kind: 'place', name: PROJECT },
      project: { id: 'identity-prod', number },
    });
    expect(locate(`projects/${number}`, denies(`projects/${number}`))).toEqual({
      kind: 'concerned',
      scope: { kind: 'place', name: `projects/${number}` },
    });
  });

  test.each([
    ['a log of another project', 'projects/payments-prod', PROJECT, {}, 'project-mismatch'],
    [
      'a label of another project',
      PROJECT,
      PROJECT,
      { project_id: 'payments-prod' },
      'project-mismatch',
    ],
    ['a log of another folder', 'folders/200000000002', FOLDER, {}, 'project-mismatch'],
    [
      'a label of another organization',
      ORGANIZATION,
      ORGANIZATION,
      { organization_id: '1' },
      'project-mismatch',
    ],
    ['a log of something below it', PROJECT, FOLDER, {}, 'project-mismatch'],
    ['a folder without a number', ORGANIZATION, 'folders/workloads', {}, 'illegal-name'],
    ['control characters', PROJECT, `${PROJECT}\u0007`, {}, 'illegal-name'],
    ['a huge name', PROJECT, `projects/${'x'.repeat(1_000_000)}`, {}, 'no-resource'],
    ['a huge label', PROJECT, undefined, { project_id: 'x'.repeat(1_000_000) }, 'illegal-name'],
    ['something else', PROJECT, 'tagKeys/123', {}, 'no-resource'],
    ['nothing', PROJECT, undefined, {}, 'no-resource'],
  ])('is not told by %s', (_, parent, name, labels, reason) => {
    expect(locate(parent, name, labels)).toMatchObject({ kind: 'ignored', reason });
  });
});
