import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GatherReaders } from '../../../shared/engine/gather.ts';
import { mutated } from '../../fixtures/mutated.ts';
import { createJob } from '../../shared/gcp/local-apis.ts';
import { tries } from '../../thorough.ts';
import { type Evaluating, evaluating } from './evaluating.ts';
import type { Json } from './sources/edited-json.ts';
import { FIXTURES, readJson } from './sources/raw-entry.ts';

const CASES = tries(2_000, 10_000);
const BATCH = 50;
const entries = readdirSync(FIXTURES).map((file) => readJson(FIXTURES, file.slice(0, -5)) as Json);

const strange = fc.oneof(
  fc.jsonValue() as fc.Arbitrary<Json>,
  fc.constantFrom<Json>('', null, true, 0, 7, 9, [], {}, '../..', 'data-dev', 'bailiff-prod'),
  fc.constantFrom<Json>(
    'projects/identity-prod/locations/us-central1/jobs/nightly',
    'x'.repeat(9000),
  ),
);
const text = fc.oneof(
  { weight: 1, arbitrary: fc.string() },
  { weight: 2, arbitrary: fc.json() },
  { weight: 7, arbitrary: mutated(entries, strange).map((entry) => JSON.stringify(entry)) },
);

describe('whatever arrives', () => {
  let at: Evaluating;
  let readers: GatherReaders;
  beforeAll(async () => {
    at = await evaluating({});
    await createJob(at.apis, 'nightly');
    readers = remembering(at.ports.readers);
  });
  afterAll(() => at.close());

  test('is ignored, found or left for redelivery, each with a reason that is counted, and nothing is written', async () => {
    const state = () => JSON.stringify([at.apis.organization, at.apis.log.entries], plain);
    const before = state();
    let delivered = 0;
    let thrown = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: BATCH, maxLength: BATCH }), async (texts) => {
        const ends = await Promise.allSettled(
          texts.map((data, i) => at.deliverText(data, `m-${delivered + i}`, { readers })),
        );
        delivered += texts.length;
        const lines = at.lines.splice(0);
        const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
        // A location that is nowhere: Google does not tell it from one that may not be read.
        for (const reason of reasons)
          expect(reason).toMatchObject({ status: 403, api: 'run.googleapis.com' });
        thrown += reasons.length;
        expect(lines).toHaveLength(texts.length - reasons.length);
        for (const line of lines) {
          expect(line['result']).toMatch(
            /^(?:ignored\.[a-z-]+|finding|compliant|job-deleted|denied\.[a-z-]+|drift\.[a-z-]+)$/,
          );
          expect(line['message']).toMatch(/\S\.$/);
        }
      }),
      { numRuns: CASES / BATCH },
    );
    expect(state()).toBe(before);
    const counts = await at.ledger.counts();
    expect(counts['redelivered.run.googleapis.com.PERMISSION_DENIED'] ?? 0).toBe(thrown);
    expect(counts['finding']).toBeGreaterThan(0);
    expect(counts['ignored.not-a-log-entry']).toBeGreaterThan(0);
    expect(counts['drift.no-user']).toBeGreaterThan(0);
  }, 120_000);
});

/** The real readers, asked once for each question: nothing changes here, and thousands of cases ask the same few. */
function remembering({
  organization,
  jobs,
  projects,
  accounts,
  troubleshooter,
  organizationPolicies,
}: GatherReaders): GatherReaders {
  const known = new Map<string, Promise<unknown>>();
  const once = <A extends readonly unknown[], T>(
    name: string,
    ask: (...asked: A) => Promise<T>,
  ) => {
    return (...asked: A): Promise<T> => {
      const key = JSON.stringify([name, asked]);
      const answer = (known.get(key) as Promise<T> | undefined) ?? ask(...asked);
      known.set(key, answer);
      return answer;
    };
  };
  const explain = once('access', troubleshooter.explain);
  return {
    organization,
    jobs: {
      read: once('job', jobs.read),
      runningExecutions: once('executions', jobs.runningExecutions),
    },
    projects: {
      get: once('project', projects.get),
      ancestors: once('ancestors', projects.ancestors),
      policy: once('policy', projects.policy),
      holdsOnOrganization: once('holds', projects.holdsOnOrganization),
    },
    accounts: { get: once('account', accounts.get) },
    // The moment at which conditions are judged changes with every question, and its answer here with none.
    troubleshooter: {
      explain: (question) => explain({ ...question, at: '2026-05-04T06:00:00Z' }),
    },
    organizationPolicies: { effective: once('constraint', organizationPolicies.effective) },
  };
}

/** Maps and sets as lists, so that the organization's state can be compared as text. */
function plain(_: string, value: unknown): unknown {
  if (value instanceof Map || value instanceof Set) return [...value];
  return typeof value === 'function' ? undefined : value;
}
