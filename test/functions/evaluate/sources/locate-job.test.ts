import { describe, expect, test } from 'vitest';
import { locateJob } from '../../../../functions/evaluate/sources/locate-job.ts';
import { entryOf } from './raw-entry.ts';

const LOG = 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity';
const bare = { logName: undefined, resource: undefined };
const nightly = {
  kind: 'located',
  resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'nightly' },
  projectNumber: undefined,
};
const labels = (members: Record<string, unknown>) => ({ resource: { labels: members } });

describe('the project', () => {
  test.each([
    ['the log name', { resourceName: undefined }, { logName: LOG, ...labels({}) }],
    ['the labels', { resourceName: '' }, { ...bare, ...labels({ project_id: 'payments-prod' }) }],
    ['the resource name', { resourceName: 'namespaces/payments-prod' }, bare],
  ])('may stand in %s alone', (_, audit, envelope) => {
    const request = { region: 'us-central1', jobId: 'nightly' };
    expect(locateJob(entryOf({ ...audit, request }, envelope))).toEqual(nightly);
  });

  test('in the words of the caller alone is nobody', () => {
    const name = 'projects/payments-prod/locations/us-central1/jobs/nightly';
    const request = { name, parent: 'projects/payments-prod/locations/us-central1', job: { name } };
    expect(locateJob(entryOf({ resourceName: undefined, request }, bare))).toMatchObject({
      reason: 'no-resource',
    });
  });

  test.each([
    ['log name', {}, { logName: LOG.replace('payments-prod', 'data-dev') }],
    ['labels', {}, labels({ project_id: 'data-dev' })],
    ['resource name', { resourceName: 'projects/data-dev/locations/us-central1/jobs/nightly' }, {}],
  ])('in the %s must be that of the others', (_, audit, envelope) => {
    expect(locateJob(entryOf(audit, envelope))).toMatchObject({ reason: 'project-mismatch' });
  });

  test('by number beside the id is passed on, to be compared with the real one', () => {
    const resourceName = 'namespaces/310000000001/jobs/nightly';
    expect(locateJob(entryOf({ resourceName }))).toEqual({
      ...nightly,
      projectNumber: '310000000001',
    });
  });

  test('by two numbers is a mismatch', () => {
    const resourceName = 'namespaces/310000000001/jobs/nightly';
    const entry = entryOf({ resourceName }, labels({ project_id: '310000000002' }));
    expect(locateJob(entry)).toEqual({
      kind: 'ignored',
      reason: 'project-mismatch',
      detail:
        'The entry disagrees with itself on the project: the log name says payments-prod, resource.labels.project_id says 310000000002, the resource name says 310000000001.',
    });
  });

  test('by number alone is not enough', () => {
    const entry = entryOf({ resourceName: 'namespaces/310000000001/jobs/nightly' }, bare);
    expect(locateJob(entry)).toEqual({
      kind: 'ignored',
      reason: 'no-resource',
      detail: 'The entry names its project only by the number 310000000001.',
    });
  });

  test.each([['Payments'], ['..'], ['-'], ['a'.repeat(100_000)], ['payments-prod\n']])(
    'that could not be one is refused, and not repeated',
    (project) => {
      expect(locateJob(entryOf({}, labels({ project_id: project })))).toEqual({
        kind: 'ignored',
        reason: 'illegal-name',
        detail: 'The project in resource.labels.project_id could not be a real one.',
      });
    },
  );

  test('may be of a domain', () => {
    const entry = entryOf(
      { resourceName: 'namespaces/example.com:billing/jobs/nightly' },
      { logName: undefined, ...labels({ location: 'us-central1' }) },
    );
    expect(locateJob(entry)).toMatchObject({ resource: { project: 'example.com:billing' } });
  });
});

describe('location and name', () => {
  const v2Name = 'projects/payments-prod/locations/us-central1/jobs/nightly';
  test.each([
    ['the labels', { resourceName: '' }, labels({ location: 'us-central1', job_name: 'nightly' })],
    ['the resource name', { resourceName: v2Name }, {}],
    ['a full resource name', { resourceName: `//run.googleapis.com/${v2Name}` }, {}],
    ['a v2 answer', { resourceName: '', response: { name: v2Name } }, {}],
    ["an operation's metadata", { resourceName: '', response: { metadata: { name: v2Name } } }, {}],
    ['a request that replaces', { resourceName: '', request: { name: v2Name } }, {}],
    ['a v2 job in the request', { resourceName: '', request: { job: { name: v2Name } } }, {}],
    [
      'a v1 answer',
      {
        response: {
          metadata: {
            name: 'nightly',
            labels: { 'cloud.googleapis.com/location': 'us-central1' },
          },
        },
      },
      {},
    ],
    [
      'the resource location',
      { resourceLocation: { currentLocations: ['us-central1', 'us-east1'] } },
      {},
    ],
    [
      'a request with parent and job_id',
      {
        resourceName: '',
        request: { parent: 'projects/payments-prod/locations/us-central1', job_id: 'nightly' },
      },
      {},
    ],
    [
      'a v1 job in the request',
      {
        resourceName: '',
        request: {
          job: {
            metadata: {
              name: 'nightly',
              labels: { 'cloud.googleapis.com/location': 'us-central1' },
            },
          },
        },
      },
      {},
    ],
  ])('are found in %s', (_, audit, envelope) => {
    expect(locateJob(entryOf(audit, { resource: {}, ...envelope }))).toEqual(nightly);
  });

  test('in a request about another project are not taken', () => {
    const request = { name: 'projects/data-dev/locations/us-central1/jobs/nightly' };
    expect(locateJob(entryOf({ resourceName: '', request }, { resource: {} }))).toEqual({
      kind: 'ignored',
      reason: 'no-resource',
      detail: 'The entry names no job.',
    });
  });

  test('are both needed', () => {
    expect(locateJob(entryOf({}, { resource: {} }))).toEqual({
      kind: 'ignored',
      reason: 'no-resource',
      detail: 'The entry names no location.',
    });
  });

  test.each([
    [{ location: 'us-central1', job_name: 'Night_ly' }],
    [{ location: 'us-central1', job_name: 'n'.repeat(100_000) }],
    [{ location: '../x', job_name: 'nightly' }],
  ])('must be legal', (members) => {
    expect(locateJob(entryOf({ resourceName: '' }, labels(members)))).toMatchObject({
      reason: 'illegal-name',
    });
  });
});
