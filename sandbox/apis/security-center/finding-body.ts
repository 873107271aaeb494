import { z } from 'zod';

const time = z.iso.datetime({ offset: true });

/** What a caller may say of a finding: https://cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.locations.findings */
export const FindingBody = z.strictObject({
  state: z.enum(['ACTIVE', 'INACTIVE']).optional(),
  category: z.string().optional(),
  resourceName: z.string().optional(),
  severity: z.enum(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']).optional(),
  findingClass: z
    .enum(['THREAT', 'VULNERABILITY', 'MISCONFIGURATION', 'OBSERVATION', 'POSTURE_VIOLATION'])
    .optional(),
  description: z.string().optional(),
  externalUri: z.union([z.literal(''), z.url()]).optional(),
  eventTime: time.optional(),
  sourceProperties: z.record(z.string().regex(/^[A-Za-z]\w{0,254}$/), z.json()).optional(),
});
export type FindingBody = z.output<typeof FindingBody>;

export const StateBody = z.strictObject({ state: z.enum(['ACTIVE', 'INACTIVE']), startTime: time });
export const MuteBody = z.strictObject({ mute: z.enum(['MUTED', 'UNMUTED']) });
