import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { LocalOrganization } from '../../sandbox/local-organization.ts';
import { readOrganizationFile } from '../../sandbox/organization/file.ts';
import { startLocalOrganization } from '../../sandbox/start.ts';

let local: LocalOrganization | undefined;
afterEach(() => local?.close());

const EXAMPLE = readOrganizationFile(join(import.meta.dirname, '../../sandbox/organization.yaml'));
const CONTAINERS = [{ image: 'us-docker.pkg.dev/cloudrun/container/job' }];

async function createJob(url: string, project: string, name: string): Promise<number> {
  const answer = await fetch(
    `${url}v2/projects/${project}/locations/us-central1/jobs?jobId=${name}`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer sandbox:user:dev@example.com`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ template: { template: { containers: CONTAINERS } } }),
    },
  );
  return answer.status;
}

interface Shown {
  readonly findings: readonly {
    readonly job: string;
    readonly state: string;
    readonly occurrences: number;
  }[];
}

/** State and occurrences of each job's finding. */
async function shown(url: string): Promise<Readonly<Record<string, readonly [string, number]>>> {
  const { findings } = (await (await fetch(`${url}api/findings`)).json()) as Shown;
  return Object.fromEntries(
    findings.map(({ job, state, occurrences }) => [job, [state, occurrences]]),
  );
}

describe('the local organization as it is started', () => {
  it.each([
    ['once and in order', false],
    ['twice and out of order', true],
  ])('has the functions act on jobs when entries come %s', async (_how, unruly) => {
    const delivery = { ...EXAMPLE.delivery, duplicates: unruly, reorder: unruly };
    local = await startLocalOrganization({
      organization: { ...EXAMPLE, delivery },
      logLevel: 'silent',
    });
    const { url, queue } = local;
    expect(await createJob(url, 'payments-prod', 'nightly')).toBe(200);
    expect(await createJob(url, 'data-dev', 'hourly')).toBe(200);
    await queue.idle();
    expect(await shown(url)).toEqual({ nightly: ['remediated', 1], hourly: ['ticketed', 1] });
    expect(queue.deadLetters()).toEqual([]);
  });

  it('takes an entry by hand, and says that it is about nothing', async () => {
    local = await startLocalOrganization({ logLevel: 'silent' });
    const answer = await fetch(`${local.url}sandbox/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"not":"an entry"}',
    });
    expect(answer.status).toBe(202);
    await local.queue.idle();
    expect(await local.ledger.counts()).toMatchObject({ 'ignored.not-a-log-entry': 1 });
    expect(await shown(local.url)).toEqual({});
  });
});
