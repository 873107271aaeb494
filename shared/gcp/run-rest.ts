import { run_v2 } from 'googleapis/build/src/apis/run/v2.js';
import type { Google } from './google.ts';
import { restOptions } from './rest-options.ts';

export const RUN_API = 'run.googleapis.com';

/** The Cloud Run Admin API v2 over REST. https://cloud.google.com/run/docs/reference/rest */
export function runRest(google: Google): run_v2.Run {
  return new run_v2.Run(restOptions(google));
}
