import { isDeepStrictEqual } from 'node:util';
import { readConsoleSettings } from '../../../shared/console-settings.ts';
import { pushAccount } from '../../../shared/deployed/accounts.ts';
import { ownAudience } from '../../../shared/deployed/own-audience.ts';
import { DATABASE, FUNCTION_NAMES, type FunctionName } from '../../../shared/deployed/parts.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import { unless } from '../../../shared/gcp/call.ts';
import { readSettings, SettingsUnusable } from '../../../shared/settings.ts';
import { APPLY, type Check } from '../check.ts';
import { type Fault, type Judged, judge, ok, wrong } from '../judged.ts';
import type { Patient } from '../patient.ts';
import { readService, type Service } from '../read-service.ts';

const ALL = ['BAILIFF_DEPLOYMENT', 'BAILIFF_LEDGER'];
const PUSHED = [
  ...ALL,
  'BAILIFF_POLICY',
  'BAILIFF_POLICY_DELAY',
  'BAILIFF_PUSH_AUDIENCE',
  'BAILIFF_PUSH_IDENTITY',
  'BAILIFF_PUSH_SIGNATURE',
];
const CONSOLE = [...ALL, 'BAILIFF_CONSOLE_AUDIENCE', 'BAILIFF_CONSOLE_CALLERS'];

/** What makes a function ask somebody else than Google, or as somebody else, stands under these names too. */
const STEERING =
  /^(?:BAILIFF_.*|.*_EMULATOR_HOST|GCE_METADATA_HOST|GOOGLE_APPLICATION_CREDENTIALS)$/;

const TELEMETRY = 'https://telemetry.googleapis.com/v1/metrics';

type Environment = Readonly<Record<string, string>>;

/**
 * Each function is told what the deployment says, as it would read it itself, and nothing besides. No value is repeated,
 * other than what is wrong within BAILIFF_DEPLOYMENT: what stands there by mistake may be a secret.
 */
export const environment: Check = {
  id: 'environment',
  probes: (patient) => [
    ...FUNCTION_NAMES.map((name) => ({
      about: `environment of bailiff-${name}`,
      look: () => lookAtPushed(name, patient),
    })),
    { about: 'environment of bailiff-console', look: () => lookAtConsole(patient) },
  ],
};

async function lookAtPushed(name: FunctionName, patient: Patient): Promise<Judged> {
  const service = await unless([404], readService(patient, name));
  if (service === undefined) return wrong('There is no such Cloud Run service.', APPLY);
  const { deployment, region, policy } = patient;
  const known = name === 'notify' ? [...PUSHED, 'BAILIFF_CHANNELS'] : PUSHED;
  const faults = pinnedFaults(name, service, patient);
  return judgeSentences(service.environment, known, faults, (env) => {
    const settings = readSettings(env);
    const { push } = settings;
    const email = pushAccount(deployment, name);
    const audience = ownAudience(deployment.project, region, name);
    const address = `gs://${policy.bucket}/${policy.object}`;
    return [
      ...common(settings, deployment),
      settings.policy === address || `Its BAILIFF_POLICY is not ${address}.`,
      push?.email === email || `Its BAILIFF_PUSH_IDENTITY is not ${email}.`,
      push?.audience === audience || `Its BAILIFF_PUSH_AUDIENCE is not ${audience}.`,
      push === undefined ||
        push.signature === 'checked-by-cloud-run' ||
        'Its BAILIFF_PUSH_SIGNATURE is not checked-by-cloud-run: no push can be believed.',
      settings.telemetry === undefined ||
        settings.telemetry.endpoint === TELEMETRY ||
        `Its OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not ${TELEMETRY}.`,
    ];
  });
}

async function lookAtConsole(patient: Patient): Promise<Judged> {
  const service = await unless([404], readService(patient, 'console'));
  if (service === undefined) return ok('There is no console.');
  const { deployment, region } = patient;
  const number = await patient.projectNumber();
  const faults = pinnedFaults('console', service, patient);
  return judgeSentences(service.environment, CONSOLE, faults, (env) => {
    const settings = readConsoleSettings(env);
    const { guard, audiences } = settings.callers;
    const audience =
      guard === 'iap'
        ? `/projects/${number}/locations/${region}/services/bailiff-console`
        : ownAudience(deployment.project, region, 'console');
    return [
      ...common(settings, deployment),
      audiences.includes(audience) || `Its BAILIFF_CONSOLE_AUDIENCE lacks ${audience}.`,
    ];
  });
}

/** `sound` answers a sentence for each thing that is not, or throws SettingsUnusable. */
function judgeSentences(
  env: Environment,
  known: readonly string[],
  others: readonly Fault[],
  sound: (env: Environment) => readonly (string | true)[],
): Judged {
  const strays = Object.keys(env).filter((name) => STEERING.test(name) && !known.includes(name));
  const sentences = [
    ...readable(env, sound),
    ...strays.sort().map((name) => `It has ${name}, which the deployment does not give it.`),
  ].filter((one) => one !== true);
  const faults = sentences.map((says) => ({ says, mend: APPLY }));
  return judge([...faults, ...others], 'It is told what the deployment says.');
}

/** What a revision is told that is not the latest cannot be seen here. */
function pinnedFaults(
  name: string,
  { pinned }: Service,
  { deployment, region }: Patient,
): readonly Fault[] {
  return pinned.map((revision) => ({
    says: `Requests go to its revision ${revision}, which may be told something else.`,
    mend: `gcloud run services update-traffic bailiff-${name} --to-latest --region=${region} --project=${deployment.project}`,
  }));
}

function readable(env: Environment, sound: (env: Environment) => readonly (string | true)[]) {
  try {
    return sound(env);
  } catch (error) {
    if (error instanceof SettingsUnusable) return error.faults;
    throw error;
  }
}

function common(
  settings: { readonly deployment: Deployment; readonly ledger: string },
  deployment: Deployment,
): readonly (string | true)[] {
  const other = differences(settings.deployment, deployment);
  const ledger = `firestore:${DATABASE}`;
  return [
    other.length === 0 || `Its BAILIFF_DEPLOYMENT says something else of ${other.join(', ')}.`,
    settings.ledger === ledger || `Its BAILIFF_LEDGER is not ${ledger}.`,
  ];
}

/** The keys on which they differ; the order of a list says nothing. */
function differences(one: Deployment, other: Deployment): readonly string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof Deployment>;
  return [...keys].filter((key) => !isDeepStrictEqual(unordered(one[key]), unordered(other[key])));
}

function unordered(value: unknown): unknown {
  return Array.isArray(value) ? new Set(value) : value;
}
