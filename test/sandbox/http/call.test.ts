import { describe, expect, it } from 'vitest';
import { findRoute, route } from '../../../sandbox/http/call.ts';

const ROUTES = [
  route('GET', '/v1/projects/{project}', () => ({})),
  route('POST', '/v1/projects/{project}/serviceAccounts/{account}:disable', () => ({})),
  route('GET', '/v2/{name=**}/jobs/{job}', () => ({})),
  route('GET', '/v1/things', () => ({}), 'iam'),
];

function params(method: string, path: string, host = '127.0.0.1') {
  return findRoute(ROUTES, method, path, host)?.params;
}

describe('a route', () => {
  it('takes one segment for a name, decoded', () => {
    expect(params('GET', '/v1/projects/payments-prod')).toEqual({ project: 'payments-prod' });
    expect(params('GET', '/v1/projects/a/b')).toBe(undefined);
    const path = '/v1/projects/-/serviceAccounts/reports%40p.iam.gserviceaccount.com:disable';
    expect(params('POST', path)).toEqual({
      project: '-',
      account: 'reports@p.iam.gserviceaccount.com',
    });
  });

  it('tells a custom verb from a name and methods from each other', () => {
    expect(params('GET', '/v1/projects/payments-prod:disable')).toBe(undefined);
    expect(params('DELETE', '/v1/projects/payments-prod')).toBe(undefined);
  });

  it('takes the colon of a domain-scoped project', () => {
    expect(params('GET', '/v1/projects/example.com:batch')).toEqual({
      project: 'example.com:batch',
    });
  });

  it('takes many segments where the pattern says so', () => {
    expect(params('GET', '/v2/projects/p/locations/l/jobs/j')).toEqual({
      name: 'projects/p/locations/l',
      job: 'j',
    });
  });

  it('is bound to a sandbox host only among sandbox hosts', () => {
    expect(params('GET', '/v1/things', 'iam.sandbox')).toEqual({});
    expect(params('GET', '/v1/things', 'run.sandbox')).toBe(undefined);
    expect(params('GET', '/v1/things', '127.0.0.1')).toEqual({});
  });
});
