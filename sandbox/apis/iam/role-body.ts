import { z } from 'zod';
import { ApiError } from '../../http/api-error.ts';

const STAGES = ['ALPHA', 'BETA', 'GA', '', 'DEPRECATED', 'DISABLED', 'EAP'] as const;

const Stage = z
  .union([z.enum(['ALPHA', 'BETA', 'GA', 'DEPRECATED', 'DISABLED', 'EAP']), z.int()])
  .transform((stage) => (typeof stage === 'string' ? stage : (STAGES[stage] ?? '')))
  .refine((stage) => stage !== '', 'it names no launch stage');

/** https://cloud.google.com/iam/docs/reference/rest/v1/organizations.roles#Role */
export const RoleBody = z.strictObject({
  name: z.string().optional(),
  title: z.string().default(''),
  description: z.string().default(''),
  includedPermissions: z.array(z.string()).default([]),
  stage: Stage.default('ALPHA'),
  etag: z.string().default(''),
  deleted: z.boolean().optional(),
});
export type RoleBody = z.output<typeof RoleBody>;

export const CreateRoleBody = z.strictObject({
  roleId: z.string().default(''),
  role: RoleBody.prefault({}),
});
export const UndeleteRoleBody = z.strictObject({ etag: z.string().default('') });

/** Throws Google's refusals of a role's content. Which permissions exist is not known here, only what they look like. */
export function checkRoleContent({ title, includedPermissions }: Partial<RoleBody>): void {
  if (Buffer.byteLength(title ?? '') > 100)
    throw new ApiError('INVALID_ARGUMENT', 'The role title must be at most 100 bytes long.');
  for (const permission of includedPermissions ?? [])
    if (!/^[a-z][a-zA-Z0-9-]*(\.[a-zA-Z][\w-]*)*\.[a-zA-Z]\w*$/.test(permission))
      throw new ApiError('INVALID_ARGUMENT', `Permission ${permission} is not valid.`);
}
