import { describe, expect, it } from 'vitest';
import { audited } from '../../../sandbox/audit/audited.ts';
import { createEntryLog } from '../../../sandbox/audit/entry-log.ts';
import { ApiError } from '../../../sandbox/http/api-error.ts';
import type { Call } from '../../../sandbox/http/call.ts';
import { createOrganization } from '../../../sandbox/organization/create.ts';
import { readOrganizationFile } from '../../../sandbox/organization/file.ts';

function callOf(checks: Call['checks'] = []): Call {
  const file = readOrganizationFile('sandbox/organization.yaml');
  return {
    organization: createOrganization(file, () => Date.parse('2026-11-22T08:00:00Z')),
    log: createEntryLog(),
    method: 'POST',
    path: '/',
    params: {},
    query: new URLSearchParams(),
    body: {},
    host: '127.0.0.1',
    principal: 'user:dev@example.com',
    delegate: undefined,
    userAgent: 'a test',
    checks,
  };
}

const SPEC = {
  serviceName: 'iam.googleapis.com',
  methodName: 'google.iam.admin.v1.CreateServiceAccount',
  resourceName: 'projects/payments-prod',
  resource: { type: 'service_account', labels: { project_id: 'payments-prod', unique_id: '' } },
  parent: 'projects/payments-prod',
  location: 'us-central1',
  request: { account_id: 'nightly-runner' },
};

describe('an audited call', () => {
  it('writes a notice that holds what was done and what only the answer could tell', () => {
    const check = { permission: 'a.b.c', resource: 'r', permissionType: 'ADMIN_WRITE' } as const;
    const call = callOf([{ ...check, granted: true }]);
    const spec = {
      ...SPEC,
      labels: () => ({ unique_id: '17' }),
      response: (answer: Readonly<Record<string, unknown>>) => ({ id: answer['id'] }),
      serviceData: () => ({ changed: true }),
    };
    expect(audited(call, spec, () => ({ id: 17, secret: 'x' }))).toEqual({ id: 17, secret: 'x' });
    expect(call.log.entries).toEqual([
      {
        protoPayload: {
          '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
          authenticationInfo: {
            principalEmail: 'dev@example.com',
            principalSubject: 'user:dev@example.com',
          },
          requestMetadata: {
            callerIp: '127.0.0.1',
            callerSuppliedUserAgent: 'a test',
            requestAttributes: { time: '2026-11-22T08:00:00.000Z', auth: {} },
            destinationAttributes: {},
          },
          serviceName: 'iam.googleapis.com',
          methodName: 'google.iam.admin.v1.CreateServiceAccount',
          authorizationInfo: [{ ...check, granted: true, resourceAttributes: {} }],
          resourceName: 'projects/payments-prod',
          resourceLocation: { currentLocations: ['us-central1'] },
          serviceData: { changed: true },
          request: { account_id: 'nightly-runner' },
          response: { id: 17 },
        },
        insertId: expect.any(String),
        resource: {
          type: 'service_account',
          labels: { project_id: 'payments-prod', unique_id: '17' },
        },
        timestamp: '2026-11-22T08:00:00.000Z',
        severity: 'NOTICE',
        logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
        receiveTimestamp: '2026-11-22T08:00:00.000Z',
      },
    ]);
  });

  it('writes an error when it is refused, without `granted` where it was not', () => {
    const check = { permission: 'a.b.c', resource: 'r', permissionType: 'ADMIN_WRITE' } as const;
    const call = callOf([{ ...check, granted: false }]);
    const refuse = () => {
      throw new ApiError('PERMISSION_DENIED', 'No.');
    };
    expect(() => audited(call, SPEC, refuse)).toThrow('No.');
    const [entry] = call.log.entries;
    expect(entry).toMatchObject({
      severity: 'ERROR',
      protoPayload: {
        status: { code: 7, message: 'No.' },
        authorizationInfo: [{ ...check, resourceAttributes: {} }],
      },
    });
    expect(JSON.stringify(entry)).not.toContain('granted');
    expect(JSON.stringify(entry)).not.toContain('resourceLocation');
  });

  it('writes nothing when the local organization itself is at fault', () => {
    const call = callOf();
    const fail = () => {
      throw new TypeError('A bug.');
    };
    expect(() => audited(call, SPEC, fail)).toThrow('A bug.');
    expect(call.log.entries).toEqual([]);
  });
});
