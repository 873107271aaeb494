import { expect, test } from 'vitest';
import { documented } from './documented.ts';
import type { VendorAnswer, VendorRequest } from './vendor.ts';

const ISSUE = {
  id: 1,
  number: 1,
  html_url: 'https://github.com/a/b/issues/1',
  state: 'open',
  title: 'x',
  user: null,
  labels: [],
};

function ask(different: Partial<VendorRequest>, answer: VendorAnswer) {
  const answered = documented(['github'], '', () => answer);
  const url = new URL('http://127.0.0.1/repos/a/b/issues');
  const headers = { 'content-type': 'application/json' };
  return () => answered({ method: 'POST', url, headers, body: '{"title":"x"}', ...different });
}

test('what the documents allow is answered', () => {
  expect(ask({}, { status: 201, json: ISSUE })()).toEqual({ status: 201, json: ISSUE });
});

test.each([
  ['an unknown path', { url: new URL('http://127.0.0.1/repos/a/b/wiki') }, 'is not documented'],
  ['an unknown field', { body: '{"title":"x","severity":"high"}' }, 'has no severity'],
  ['a missing field', { body: '{"body":"x"}' }, "must have required property 'title'"],
  ['a field of another type', { body: '{"title":"x","labels":"y"}' }, 'must be array'],
  ['another content', { headers: {} }, 'takes JSON'],
  [
    'an unknown parameter',
    { url: new URL('http://127.0.0.1/repos/a/b/issues?x=1') },
    'takes no parameter x',
  ],
  [
    'a parameter of another type',
    { method: 'GET', body: '', url: new URL('http://127.0.0.1/repos/a/b/issues?page=one') },
    'must be integer',
  ],
  [
    'a value that is none of those there are',
    { method: 'GET', body: '', url: new URL('http://127.0.0.1/repos/a/b/issues?state=shut') },
    'must be equal to one of the allowed values',
  ],
])('%s is refused', (_, different, said) => {
  expect(ask(different, { status: 201, json: ISSUE })).toThrow(said);
});

test('an answer that the documents do not foresee is not given', () => {
  expect(ask({}, { status: 201, json: { ...ISSUE, state: 7 } })).toThrow('must be string');
  expect(ask({}, { status: 200, json: ISSUE })).toThrow('does not answer 200');
});
