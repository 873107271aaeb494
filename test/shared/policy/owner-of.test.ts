import { describe, expect, it } from 'vitest';
import { ownerOf } from '../../../shared/policy/owner-of.ts';

const BOTH = { jobLabel: 'owner', projectLabel: 'team' };

describe('ownerOf', () => {
  it.each([
    ['the job’s label', BOTH, { owner: 'ann' }, { team: 'data' }, 'ann'],
    ['else the project’s', BOTH, { team: 'ann' }, { team: 'data' }, 'data'],
    ['the project’s where the job’s is empty', BOTH, { owner: '' }, { team: 'data' }, 'data'],
    ['nobody where neither has it', BOTH, { team: 'ann' }, { owner: 'data' }, ''],
    ['nobody where the policy names no label', undefined, { owner: 'ann' }, { team: 'data' }, ''],
    ['nobody of what every object has', { jobLabel: 'constructor' }, {}, {}, ''],
  ])('is %s', (_, owner, job, project, expected) => {
    expect(ownerOf(owner, { job, project })).toBe(expected);
  });

  it('has 100 characters at most, none of them half a one', () => {
    const job = { owner: `${'a'.repeat(99)}\u{1F600}b` };
    expect(ownerOf(BOTH, { job, project: {} })).toBe(`${'a'.repeat(99)}\u{1F600}`);
    expect(ownerOf(BOTH, { job: { owner: 'a\uD83D' }, project: {} })).toBe('a\uFFFD');
  });
});
