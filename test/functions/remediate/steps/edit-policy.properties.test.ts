import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBinding, removeBinding } from '../../../../functions/remediate/steps/edit-policy.ts';
import type { Facts, Turn } from '../../../../functions/remediate/steps/step-runner.ts';
import type { Binding, IamPolicy } from '../../../../shared/domain/iam-policy.ts';
import { fullResourceName } from '../../../../shared/domain/resource.ts';
import { ApiFailure } from '../../../../shared/gcp/api-failure.ts';
import { job } from '../local-jobs.ts';

const ROLE = 'roles/iam.serviceAccountTokenCreator';
const MEMBER = 'serviceAccount:service-1@serverless-robot-prod.iam.gserviceaccount.com';

const members = fc.uniqueArray(
  fc.constantFrom(
    MEMBER,
    'user:dev@example.com',
    'group:team@example.com',
    'deleted:serviceAccount:gone@p.iam.gserviceaccount.com?uid=1',
    'principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/s',
  ),
  { minLength: 1 },
);
const condition = fc.record({
  title: fc.string(),
  description: fc.option(fc.string(), { nil: undefined }),
  expression: fc.constantFrom('true', 'request.time < timestamp("2030-01-01T00:00:00Z")'),
});
const bindings: fc.Arbitrary<Binding[]> = fc.array(
  fc.record(
    {
      role: fc.constantFrom(ROLE, 'roles/iam.serviceAccountUser', 'roles/viewer'),
      members,
      condition,
    },
    { requiredKeys: ['role', 'members'] },
  ),
  { maxLength: 6 },
);
const policies: fc.Arbitrary<IamPolicy> = fc.record(
  {
    version: fc.constantFrom(1, 3),
    etag: fc.constant('etag-0'),
    bindings,
    auditConfigs: fc.constant([{ service: 'allServices' }]),
  },
  { requiredKeys: ['etag'] },
);

/** Each grant of a policy, with how often it stands there: role, member and condition. */
function grants({ bindings = [] }: IamPolicy): readonly string[] {
  return bindings
    .flatMap(({ role, members, condition }) =>
      members.map((member) => JSON.stringify([role, member, condition ?? null])),
    )
    .sort();
}
/** Conditional bindings byte for byte, in their order. */
function conditionals({ bindings = [] }: IamPolicy): readonly string[] {
  return bindings.filter((one) => one.condition !== undefined).map((one) => JSON.stringify(one));
}
const ADDED = JSON.stringify([ROLE, MEMBER, null]);

/** A policy that somebody else replaces by the next of `edits` whenever it is about to be written. */
function edited(first: IamPolicy, edits: readonly Binding[][]) {
  const left = [...edits];
  const state = { policy: first, writes: 0 };
  const place = {
    name: 'batch-runtime@identity-prod.iam.gserviceaccount.com',
    read: async () => structuredClone(state.policy),
    write: async (next: IamPolicy) => {
      const edit = left.shift();
      if (edit !== undefined)
        state.policy = { ...state.policy, bindings: edit, etag: `etag-${left.length + 1}` };
      if (next.etag !== state.policy.etag) {
        const fields = { status: 409, code: 'ABORTED', api: 'iam.googleapis.com' };
        throw new ApiFailure('There were concurrent policy changes.', fields);
      }
      state.policy = next;
      state.writes += 1;
      return next;
    },
  };
  return { place, state };
}

function turn(before?: Facts, after?: Facts): Turn<unknown> {
  return {
    ports: {},
    resource: fullResourceName(job('nightly')),
    uid: '',
    now: () => '2026-11-22T10:00:00Z',
    sleep: async () => {},
    since: () => '2026-11-22T10:00:00Z',
    before,
    after,
    begin: async () => {},
    previous: undefined,
  };
}

describe('a grant, over policies and edits by others in between', () => {
  it('adds its one member without a condition, and loses, widens and alters nothing of what the others left', async () => {
    await fc.assert(
      fc.asyncProperty(policies, fc.array(bindings, { maxLength: 4 }), async (first, edits) => {
        const { place, state } = edited(first, edits);
        const end = await addBinding(place, ROLE, MEMBER, turn());
        // Whoever came last before Bailiff's own write, or before it saw that there is nothing to write.
        const theirs = grants({ bindings: lastSeen(first, edits, state.policy) });
        const held = theirs.includes(ADDED);
        expect(end).toEqual({ kind: 'done', after: { added: !held } });
        expect(state.writes).toBe(held ? 0 : 1);
        expect(grants(state.policy)).toEqual(held ? theirs : [...theirs, ADDED].sort());
        expect(state.policy['auditConfigs']).toEqual(first['auditConfigs']);
        expect(state.policy.version).toBe(held ? first.version : 3);
        expect(conditionals(state.policy)).toEqual(
          conditionals({ bindings: lastSeen(first, edits, state.policy) }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('that is put back leaves what was there before it, whatever others added meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(policies, bindings, async (first, more) => {
        const { place, state } = edited(first, []);
        const end = await addBinding(place, ROLE, MEMBER, turn());
        const added = end.kind === 'done' && end.after['added'] === true;
        const foreign = more.filter(({ role, condition }) => role !== ROLE || condition);
        const present = state.policy.bindings ?? [];
        state.policy = { ...state.policy, bindings: [...present, ...foreign] };
        await removeBinding(place, ROLE, MEMBER, turn(undefined, { added }));
        const wanted = [...grants(first), ...grants({ bindings: foreign })].sort();
        expect(grants(state.policy)).toEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });
});

/** The bindings as others last left them: each of their edits is one conflict, until Bailiff finds its member there. */
function lastSeen(
  first: IamPolicy,
  edits: readonly Binding[][],
  { etag }: IamPolicy,
): readonly Binding[] {
  const round = etag === 'etag-0' ? 0 : edits.length - Number(etag?.split('-')[1]) + 1;
  return round === 0 ? (first.bindings ?? []) : (edits[round - 1] ?? []);
}
