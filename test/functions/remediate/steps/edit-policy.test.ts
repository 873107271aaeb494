import { describe, expect, it } from 'vitest';
import {
  addBinding,
  bindingStanding,
  removeBinding,
} from '../../../../functions/remediate/steps/edit-policy.ts';
import type { Facts, Turn } from '../../../../functions/remediate/steps/step-runner.ts';
import type { IamPolicy } from '../../../../shared/domain/iam-policy.ts';
import { fullResourceName } from '../../../../shared/domain/resource.ts';
import { ApiFailure } from '../../../../shared/gcp/api-failure.ts';
import { job } from '../local-jobs.ts';

const ROLE = 'roles/logging.logWriter';
const MEMBER = 'serviceAccount:nightly-1@payments-prod.iam.gserviceaccount.com';
const KEPT: IamPolicy = {
  version: 3,
  etag: 'BwX1',
  auditConfigs: [{ service: 'allServices', auditLogConfigs: [{ logType: 'DATA_READ' }] }],
  bindings: [
    {
      role: ROLE,
      members: [MEMBER],
      condition: { title: 'once', expression: 'request.time < timestamp("2027-01-01T00:00:00Z")' },
    },
    { role: 'roles/editor', members: ['user:dev@example.com'] },
  ],
};

/** The policy, shown as `earlier` in the first reads. */
function shownLate(policy: ReturnType<typeof place>, earlier: IamPolicy, behind: number) {
  let reads = 0;
  const read = async () => {
    reads += 1;
    return reads <= behind ? earlier : policy.read();
  };
  return { ...policy, read };
}

/** A policy that somebody else edits `conflicts` times just before it is written. */
function place(first: IamPolicy, conflicts = 0, edit: (policy: IamPolicy) => IamPolicy = same) {
  let policy = first;
  let left = conflicts;
  const written: IamPolicy[] = [];
  return {
    name: 'projects/payments-prod',
    written,
    read: async () => policy,
    write: async (next: IamPolicy) => {
      if (left > 0) {
        left -= 1;
        policy = { ...edit(policy), etag: `${policy.etag}1` };
        const fields = { status: 409, code: 'ABORTED', api: 'cloudresourcemanager.googleapis.com' };
        throw new ApiFailure('There were concurrent policy changes.', fields);
      }
      written.push(next);
      policy = next;
      return next;
    },
  };
}

function same(policy: IamPolicy): IamPolicy {
  return policy;
}

function turn(before?: Facts, after?: Facts): Turn<unknown> & { readonly journal: Facts[] } {
  const journal: Facts[] = [];
  return {
    ports: {},
    resource: fullResourceName(job('nightly')),
    uid: 'uid-1',
    now: () => '2026-11-22T10:00:00Z',
    sleep: async () => {},
    since: () => '2026-11-22T10:00:00Z',
    before,
    after,
    begin: async (facts) => void journal.push(facts),
    previous: undefined,
    journal,
  };
}

const plain = { role: ROLE, members: [MEMBER] };

describe('addBinding', () => {
  it('adds to an unconditional binding and keeps conditions, other fields and the etag as they are', async () => {
    const policy = place(KEPT);
    const own = turn();
    expect(await addBinding(policy, ROLE, MEMBER, own)).toEqual({
      kind: 'done',
      after: { added: true },
    });
    expect(policy.written).toEqual([{ ...KEPT, bindings: [...(KEPT.bindings ?? []), plain] }]);
    expect(own.journal).toEqual([{ held: false, etag: 'BwX1' }]);
  });

  it('writes nothing where the member is there already, and does not claim it', async () => {
    const policy = place({ ...KEPT, bindings: [plain] });
    expect(await addBinding(policy, ROLE, MEMBER, turn())).toEqual({
      kind: 'done',
      after: { added: false },
    });
    expect(policy.written).toEqual([]);
  });

  it('does not claim what is there behind a run that was cut off: its own write, or somebody else’s', async () => {
    const policy = place({ ...KEPT, bindings: [plain] });
    const end = await addBinding(policy, ROLE, MEMBER, turn({ held: false, etag: 'BwX0' }));
    expect(end).toEqual({ kind: 'done', after: { added: false, unsure: true } });
    expect(policy.written).toEqual([]);
  });

  it('adds, and claims, what is not there behind a run that was cut off', async () => {
    const policy = place(KEPT);
    const end = await addBinding(policy, ROLE, MEMBER, turn({ held: false, etag: 'BwX0' }));
    expect(end).toEqual({ kind: 'done', after: { added: true } });
    expect(policy.written).toHaveLength(1);
  });

  it('starts over on a conflict and does not claim what the other one added meanwhile', async () => {
    const add = (policy: IamPolicy) => ({ ...policy, bindings: [plain] });
    const policy = place({ ...KEPT, bindings: [] }, 1, add);
    const own = turn();
    expect(await addBinding(policy, ROLE, MEMBER, own)).toEqual({
      kind: 'done',
      after: { added: false },
    });
    expect(own.journal.at(-1)).toEqual({ held: true });
    expect(policy.written).toEqual([]);
  });

  it('asks for another delivery after five conflicts', async () => {
    const policy = place(KEPT, 5);
    await expect(addBinding(policy, ROLE, MEMBER, turn())).rejects.toThrow(
      'The policy of projects/payments-prod changed 5 times while it was edited.',
    );
  });

  it('hands on every other failure', async () => {
    const fields = { status: 403, code: 'PERMISSION_DENIED', api: 'iam.googleapis.com' };
    const refusing = {
      ...place(KEPT),
      write: async () => {
        throw new ApiFailure('denied', fields);
      },
    };
    await expect(addBinding(refusing, ROLE, MEMBER, turn())).rejects.toThrow('denied');
  });
});

describe('removeBinding', () => {
  const granted = { ...KEPT, bindings: [...(KEPT.bindings ?? []), plain] };

  it('takes out what the step added, and neither the conditional binding nor anything else', async () => {
    const policy = place(granted, 2);
    expect(await removeBinding(policy, ROLE, MEMBER, turn({ held: false }, { added: true }))).toBe(
      'gone',
    );
    expect(policy.written).toEqual([{ ...KEPT, etag: 'BwX111' }]);
  });

  it.each([
    ['a run that was cut off may have added it', turn({ held: false })],
    ['nobody could tell who added it', turn({ held: false }, { added: false, unsure: true })],
  ])('leaves the binding and says so when %s', async (_, own) => {
    const policy = place(granted);
    expect(await removeBinding(policy, ROLE, MEMBER, own)).toBe('unsure');
    expect(policy.written).toEqual([]);
  });

  it('has nothing to take out where the write of a run that was cut off never happened', async () => {
    const policy = place(KEPT);
    expect(await removeBinding(policy, ROLE, MEMBER, turn({ held: false }))).toBe('gone');
    expect(policy.written).toEqual([]);
  });

  it.each([
    ['it was there before the step', turn({ held: true }, { added: false })],
    ['the step never began', turn()],
  ])('leaves the binding when %s', async (_, own) => {
    const policy = place(granted);
    expect(await removeBinding(policy, ROLE, MEMBER, own)).toBe('not-ours');
    expect(policy.written).toEqual([]);
  });

  describe('where the policy is shown as it was before the step’s own write', () => {
    const own = turn({ held: false, etag: KEPT.etag }, { added: true });
    const since = { ...granted, etag: 'BwX2' };

    it('asks again, and takes out what the step added', async () => {
      const policy = place(since);
      const late = shownLate(policy, KEPT, 4);
      expect(await bindingStanding(late, ROLE, MEMBER, own)).toEqual({
        kind: 'as-left',
        before: { held: true, etag: 'BwX2' },
      });
      expect(await removeBinding(shownLate(policy, KEPT, 4), ROLE, MEMBER, own)).toBe('gone');
      expect(policy.written).toEqual([{ ...KEPT, etag: 'BwX2' }]);
    });

    it('believes it in the end', async () => {
      const policy = place(since);
      const late = shownLate(policy, KEPT, 5);
      expect(await removeBinding(late, ROLE, MEMBER, own)).toBe('gone');
      expect(policy.written).toEqual([]);
    });
  });
});
