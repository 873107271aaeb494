import { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { type CallerOptions, openCaller } from '../caller.ts';
import { Unusable } from '../unusable.ts';
import type { Check, Probe } from './check.ts';
import { CHECKS } from './checks.ts';
import { type Judged, unknown } from './judged.ts';
import { openPatient, type Patient } from './patient.ts';
import { readDeployed } from './read-deployed.ts';
import { verdictText } from './verdict-text.ts';

export interface DoctorOptions extends CallerOptions {
  readonly deployment: string;
  readonly region?: string;
  readonly format: string;
}

/** What one look came to. */
export interface Verdict extends Judged {
  readonly check: string;
  readonly about: string;
}

/**
 * Looks at a deployment as the caller; `ok` when nothing is wrong and everything could be told. Changes nothing. Throws
 * Unusable.
 */
export async function doctor(
  options: DoctorOptions,
  now: string,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  if (options.format !== 'text' && options.format !== 'json')
    throw new Unusable(`--format ${options.format} is not known; say text or json.`);
  const deployed = readDeployed(options.deployment, options.region);
  const { ask, google } = openCaller(options);
  const verdicts = await examine(openPatient(deployed, ask, google, now), CHECKS);
  const ok = verdicts.every(({ state }) => state === 'ok');
  const text =
    options.format === 'json'
      ? `${JSON.stringify({ ok, verdicts }, null, 2)}\n`
      : verdictText(verdicts);
  return { ok, text };
}

/** One check after the other, so that no API is asked by all at once. */
async function examine(patient: Patient, checks: readonly Check[]): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const check of checks)
    verdicts.push(
      ...(await Promise.all(
        check.probes(patient).map(async (probe) => ({
          check: check.id,
          about: probe.about,
          ...(await judged(probe)),
        })),
      )),
    );
  return verdicts;
}

async function judged(probe: Probe): Promise<Judged> {
  try {
    return await probe.look();
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const { api, status, message } = error;
    return unknown(`${api} does not tell (HTTP ${status}: ${message})`);
  }
}
