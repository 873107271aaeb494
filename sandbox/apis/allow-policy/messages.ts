import { z } from 'zod';
import { integer } from '../read-body.ts';

const Condition = z.strictObject({
  expression: z.string().default(''),
  title: z.string().optional(),
  description: z.string().optional(),
  location: z.string().optional(),
});

const AuditLogConfig = z.strictObject({
  logType: z.string().optional(),
  exemptedMembers: z.array(z.string()).optional(),
});

/** google.iam.v1.Policy: https://cloud.google.com/iam/docs/reference/rest/v1/Policy */
const Policy = z.strictObject({
  version: integer.default(0),
  etag: z.string().default(''),
  bindings: z
    .array(
      z.strictObject({
        role: z.string().default(''),
        members: z.array(z.string()).default([]),
        condition: Condition.optional(),
      }),
    )
    .default([]),
  auditConfigs: z
    .array(
      z.strictObject({
        service: z.string().optional(),
        auditLogConfigs: z.array(AuditLogConfig).optional(),
      }),
    )
    .optional(),
});
export type RequestedPolicy = z.output<typeof Policy>;
export type RequestedBinding = RequestedPolicy['bindings'][number];

/** The bodies of the three IAM methods that every resource with a policy has. */
export const SetIamPolicyBody = z.strictObject({
  policy: Policy.prefault({}),
  updateMask: z.string().default('bindings,etag'),
});
export type SetIamPolicy = z.output<typeof SetIamPolicyBody>;

export const GetIamPolicyBody = z.strictObject({
  options: z.strictObject({ requestedPolicyVersion: integer.optional() }).optional(),
});

export const TestIamPermissionsBody = z.strictObject({
  permissions: z.array(z.string()).default([]),
});
