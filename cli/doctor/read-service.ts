import { z } from 'zod';
import type { FunctionName } from '../../shared/deployed/parts.ts';
import type { Patient } from './patient.ts';

const RUN = 'run.googleapis.com';

/** https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services */
const Service = z.object({
  invokerIamDisabled: z.boolean().default(false),
  template: z
    .object({
      containers: z
        .array(
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]),
          }),
        )
        .default([]),
    })
    .default({ containers: [] }),
  traffic: z
    .array(z.object({ revision: z.string().default(''), percent: z.number().default(0) }))
    .default([]),
});

/** What Cloud Functions made of a function, and what people may have changed behind its back. */
export interface Service {
  readonly invokerIamDisabled: boolean;
  /** What its containers are told; empty where a secret is put in at their start. */
  readonly environment: Readonly<Record<string, string>>;
  /** Revisions that requests go to by name; they may be told something else. */
  readonly pinned: readonly string[];
}

/** The Cloud Run service behind a function or the console. Throws ApiFailure; 404 where it is not there. */
export async function readService(
  patient: Patient,
  name: FunctionName | 'console',
): Promise<Service> {
  const { invokerIamDisabled, template, traffic } = await patient.ask.get(
    RUN,
    servicePath(patient, name),
    Service,
  );
  const variables = template.containers.flatMap(({ env }) => env);
  const environment = Object.fromEntries(variables.map((one) => [one.name, one.value]));
  const pinned = traffic.filter(({ percent, revision }) => percent > 0 && revision !== '');
  return { invokerIamDisabled, environment, pinned: pinned.map(({ revision }) => revision) };
}

/** From the API's root on, with a slash before it. */
export function servicePath({ deployment, region }: Patient, name: string): string {
  return `/v2/projects/${deployment.project}/locations/${region}/services/bailiff-${name}`;
}
