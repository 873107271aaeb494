import { describe, expect, it } from 'vitest';
import { partial } from '../../../sandbox/http/partial.ts';

const ANSWER = {
  state: 'CAN',
  policies: [
    { place: 'a', policy: { name: 'p', rules: ['r'] }, bindings: { one: { role: 'x', by: 'y' } } },
    { place: 'b' },
  ],
};

describe('a partial answer', () => {
  it('has the fields that are named, whole', () => {
    expect(partial(ANSWER, 'state')).toEqual({ state: 'CAN' });
    expect(partial(ANSWER, 'state,policies')).toEqual(ANSWER);
  });

  it('has of each in a list what is named of it', () => {
    expect(partial(ANSWER, 'policies/place')).toEqual({
      policies: [{ place: 'a' }, { place: 'b' }],
    });
    expect(partial(ANSWER, 'policies(place,policy/name),state')).toEqual({
      state: 'CAN',
      policies: [{ place: 'a', policy: { name: 'p' } }, { place: 'b' }],
    });
  });

  it('takes a star for whatever name stands there', () => {
    expect(partial(ANSWER, 'policies/bindings/*/role')).toEqual({
      policies: [{ bindings: { one: { role: 'x' } } }, {}],
    });
  });

  it('leaves out what is named and not there', () => {
    expect(partial(ANSWER, 'nothing,policies(nothing/at/all)')).toEqual({ policies: [{}, {}] });
  });
});
