import type { Judged } from './judged.ts';
import type { Patient } from './patient.ts';

/** One thing to look at. */
export interface Probe {
  /** What it is, e.g. `topic decisions`. */
  readonly about: string;
  /** May throw ApiFailure, which makes it unknown. */
  look(): Promise<Judged>;
}

/** One part of a deployment. */
export interface Check {
  readonly id: string;
  probes(patient: Patient): readonly Probe[];
}

/** Puts back whatever of the deployment is missing or was changed. */
export const APPLY = 'terraform apply';
