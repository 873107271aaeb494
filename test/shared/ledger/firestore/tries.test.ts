import { describe, expect, it } from 'vitest';
import { FirestoreFailure, OVERTAKEN } from '../../../../shared/ledger/firestore/failure.ts';
import { tried } from '../../../../shared/ledger/firestore/tries.ts';

/** Does work that ends in these statuses, one after the other and then the last for ever; '' is a success. */
async function tryAll(statuses: readonly string[]) {
  let done = 0;
  const pauses: number[] = [];
  const work = async () => {
    const status = statuses[Math.min(done, statuses.length - 1)] ?? '';
    done += 1;
    if (status !== '') throw new FirestoreFailure(status, 'no');
    return 'through';
  };
  const end = await tried(work, async (times) => {
    pauses.push(times);
  }).catch((error: unknown) => (error instanceof FirestoreFailure ? error.status : error));
  return { end, done, pauses };
}

describe('work that fails', () => {
  it.for(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'INTERNAL', 'RESOURCE_EXHAUSTED', 'ABORTED'])(
    'is done again twice at %s',
    async (status) => {
      expect(await tryAll([status, status, ''])).toEqual({
        end: 'through',
        done: 3,
        pauses: [1, 2],
      });
      expect(await tryAll([status])).toMatchObject({ end: status, done: 3 });
    },
  );

  it('is done again 50 times while others are faster, each after a longer pause', async () => {
    const { end, done, pauses } = await tryAll([OVERTAKEN]);
    expect([end, done]).toEqual([OVERTAKEN, 51]);
    expect(pauses.slice(0, 3)).toEqual([1, 2, 3]);
  });

  it.for(['PERMISSION_DENIED', 'NOT_FOUND', 'FAILED_PRECONDITION', 'INVALID_ARGUMENT'])(
    'ends at once at %s',
    async (status) => {
      expect(await tryAll([status])).toEqual({ end: status, done: 1, pauses: [] });
    },
  );

  it('ends at once at an error of its own', async () => {
    const work = () => Promise.reject(new RangeError('no such limit'));
    await expect(tried(work)).rejects.toThrow(RangeError);
  });
});
