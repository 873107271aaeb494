import { describe, expect, it } from 'vitest';
import { logFilter } from '../../../../sandbox/apis/logging/filter.ts';

const ENTRY = {
  logName: 'projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity',
  timestamp: '2026-11-22T08:00:00.500Z',
  severity: 'ERROR',
  resource: { type: 'service_account', labels: { project_id: 'payments-prod' } },
  protoPayload: {
    '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
    methodName: 'google.iam.admin.v1.SetIAMPolicy',
    status: { code: 7, message: 'He said "no" (twice)' },
    authorizationInfo: [{ permission: 'a.b.c' }, { permission: 'd.e.f' }],
  },
};

describe('a log filter', () => {
  it.each([
    '',
    '  ',
    'resource.type=service_account',
    'resource.type = "service_account"',
    'resource.labels.project_id="payments-prod"',
    'logName="projects/payments-prod/logs/cloudaudit.googleapis.com%2Factivity"',
    'logName:"cloudaudit.googleapis.com"',
    'protoPayload.methodName:setiampolicy',
    'protoPayload.methodName!="SetIamPolicy"',
    'protoPayload.status.code=7',
    'protoPayload.status.message="He said \\"no\\" (twice)"',
    'protoPayload.authorizationInfo.permission="d.e.f"',
    'protoPayload.nothing!="x"',
    'severity>=NOTICE',
    'severity=ERROR severity<CRITICAL',
    'timestamp>="2026-11-22T08:00:00Z" AND timestamp<"2026-11-22T08:00:01Z"',
    'timestamp>=2026-11-22T08:00:00Z',
    '(resource.type=service_account) AND\n(severity>=NOTICE)',
    'resource.type=service_account\nseverity>=NOTICE',
  ])('%j finds the entry', (filter) => {
    expect(logFilter(filter)(ENTRY)).toBe(true);
  });

  it.each([
    'resource.type=project',
    'resource.type=service_account AND severity>ERROR',
    'protoPayload.methodName="SetIAMPolicy"',
    'protoPayload.methodName=""',
    'severity>=CRITICAL',
    'timestamp>"2026-11-22T08:00:01Z"',
    'protoPayload.nothing="x"',
    'protoPayload:"google"',
    'constructor.name="Object"',
  ])('%j does not', (filter) => {
    expect(logFilter(filter)(ENTRY)).toBe(false);
  });

  it.each([
    ['resource.type=a OR resource.type=b', 'OR resource.type=b'],
    ['NOT resource.type=a', 'NOT resource.type=a'],
    ['-resource.type=a', '-resource.type=a'],
    ['resource.type=("a" OR "b")', 'OR "b"'],
    ['"free text"', '"free text"'],
    ['severity>=LOUD', 'severity LOUD'],
    ['timestamp>=yesterday', 'timestamp yesterday'],
    ['resource.type=~"^service"', 'resource.type=~^service'],
    ['resource.type>a', 'resource.type>a'],
    ['severity:ERROR', ':'],
  ])('%j is refused, and says why', (filter, part) => {
    expect(() => logFilter(filter)(ENTRY)).toThrow(
      `The local organization does not understand "${part}" in a log filter. It understands FIELD="VALUE", FIELD!="VALUE" and FIELD:"PART", and severity and timestamp with =, !=, >=, >, <= and <, joined by AND.`,
    );
  });
});
