import { describe, expect, test } from 'vitest';
import { ApiFailure } from '../../../shared/gcp/api-failure.ts';
import { ACCOUNT_PATH, ADMIN, BATCH, call, newestResult, startTwo } from './cross-project.ts';
import type { Evaluating } from './evaluating.ts';

const CP = 'missing-token-creator~payments-prod~us-central1~cp';
const SECOND = 'missing-token-creator~payments-prod~us-central1~second';
const name = (job: string) => `projects/payments-prod/locations/us-central1/jobs/${job}`;
const DENIED = new ApiFailure('No.', {
  status: 403,
  code: 'PERMISSION_DENIED',
  api: 'run.googleapis.com',
});

describe('a job that Bailiff may not read', () => {
  const refuse = (at: Evaluating) => {
    const { readers } = at.ports;
    const read: typeof readers.jobs.read = (resource) =>
      resource.name === 'cp' ? Promise.reject(DENIED) : readers.jobs.read(resource);
    return { readers: { ...readers, jobs: { ...readers.jobs, read } } };
  };

  test('keeps no other from being judged, and nothing is delivered again', async () => {
    const { at, entry } = await startTwo();
    await at.deliver(entry, 'm', refuse(at));
    expect((await at.findings()).map(({ id }) => id)).toEqual([SECOND]);
    expect(await at.ledger.counts()).toEqual({
      compliant: 2,
      'drift.job': 1,
      'drift.judged': 1,
      'drift.unread': 1,
    });
    expect(at.lines.at(-1)?.['because']).toEqual([
      `admin@example.com changed the policy of ${BATCH} (google.iam.admin.v1.SetIAMPolicy).`,
      'One job was judged again.',
      'One job was not readable.',
    ]);
    expect(at.lines.at(-2)).toMatchObject({
      result: 'drift.unread',
      resource: `//run.googleapis.com/${name('cp')}`,
    });
  });

  test('since nobody knows whose its project is keeps what is known of it', async () => {
    const { at, entry } = await startTwo();
    await at.deliver(entry);
    const before = await at.ledger.finding(CP);
    await call(at, ADMIN, 'POST', `${ACCOUNT_PATH}:disable`, {});
    const { projects } = at.ports.readers;
    const readers = {
      ...at.ports.readers,
      projects: {
        ...projects,
        get: async (id: string) => (id === 'payments-prod' ? undefined : projects.get(id)),
        holdsOnOrganization: async () => [],
      },
    };
    await at.deliver(at.newestEntry(), 'm', { readers });
    expect(newestResult(at)).toBe('drift.judged');
    expect(await at.ledger.counts()).toMatchObject({ 'drift.unread': 2 });
    expect(await at.ledger.finding(CP)).toEqual(before);
  });
});
