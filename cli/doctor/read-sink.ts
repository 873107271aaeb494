import { z } from 'zod';
import { SINK } from '../../shared/deployed/parts.ts';
import type { Patient } from './patient.ts';

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/organizations.sinks */
const Sink = z.object({
  destination: z.string().default(''),
  filter: z.string().default(''),
  includeChildren: z.boolean().default(false),
  disabled: z.boolean().default(false),
  exclusions: z.array(z.object({ name: z.string() })).default([]),
  writerIdentity: z.string().optional(),
});
export type Sink = z.infer<typeof Sink>;

/** Bailiff's log sink of the organization. Throws ApiFailure; 404 where there is none. */
export function readSink({ ask, deployment }: Pick<Patient, 'ask' | 'deployment'>): Promise<Sink> {
  const path = `/v2/${deployment.organization}/sinks/${SINK}`;
  return ask.get('logging.googleapis.com', path, Sink);
}
