import type { Deployment } from './domain/deployment.ts';
import { isHostPort } from './host-port.ts';
import { parseLocation } from './ledger/location.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { metadataHost } from './metadata-host.ts';
import { readDeployment } from './policy/read-deployment.ts';
import { type PolicySettings, policySettings } from './policy-settings.ts';
import { type PushIdentity, pushSettings } from './push-settings.ts';
import { type TelemetrySettings, telemetrySettings } from './telemetry-settings.ts';

/** What every function is told by its environment. */
export interface CommonSettings {
  readonly deployment: Deployment;
  /** Path of the embedded ledger, or `firestore:DATABASE_ID`. */
  readonly ledger: string;
  /** HOST:PORT of the Firestore emulator, under the name that Google's own clients read. */
  readonly firestoreEmulator: string | undefined;
  /** One address for all of Google's APIs; `undefined` for Google's own. */
  readonly apiRoot: string | undefined;
  readonly accessToken: string | undefined;
  /** HOST or HOST:PORT of the metadata server that tells whose calls these are; `undefined` where there is none. */
  readonly metadataHost: string | undefined;
  /** `undefined` where nothing is measured. */
  readonly telemetry: TelemetrySettings | undefined;
  readonly log: LogLevel;
}

/** What a function that Pub/Sub pushes to is told. */
export interface Settings extends CommonSettings, PolicySettings {
  /** Who alone may push to the function; `undefined` where no Pub/Sub pushes. */
  readonly push: PushIdentity | undefined;
}

/** The environment lacks something or holds something wrong; `faults` has a sentence for each. */
export class SettingsUnusable extends Error {
  override readonly name = 'SettingsUnusable';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the `BAILIFF_*` variables, and those of the emulator and of OpenTelemetry; a variable that is set to nothing counts as not set. Throws SettingsUnusable
 * with every fault.
 */
export function readSettings(env: Environment): Settings {
  return settingsWith(env, pushedSettings);
}

/** What a function that Pub/Sub pushes to is told beyond what all are; `fault` is told a sentence for each fault. */
export function pushedSettings(
  read: (name: string) => string | undefined,
  fault: Faulting,
): Pick<Settings, keyof PolicySettings | 'push'> | undefined {
  const policy = policySettings(read('BAILIFF_POLICY'), read('BAILIFF_POLICY_DELAY'), fault);
  const push = pushSettings(read, fault);
  return policy === undefined ? undefined : { ...policy, push };
}

/**
 * The common settings with what `own` reads besides, of variables by their names; `own` answers `undefined` after it
 * told a fault. Throws SettingsUnusable with every fault.
 */
export function settingsWith<T extends object>(
  env: Environment,
  own: (read: (name: string) => string | undefined, fault: Faulting) => T | undefined,
): CommonSettings & T {
  const faults: string[] = [];
  const fault = (sentence: string) => {
    faults.push(sentence);
    return undefined;
  };
  const deployment = deploymentOf(env, fault);
  const more = own((name) => set(env, name), fault);
  const ledger = ledgerOf(env, fault);
  const firestoreEmulator = firestoreEmulatorOf(env, fault);
  const apiRoot = apiRootOf(env, fault);
  const metadata = metadataHost((name) => set(env, name), apiRoot, fault);
  const telemetry = telemetrySettings(env, fault);
  const log = logLevelOf(env, fault);
  const known = deployment !== undefined && more !== undefined && ledger !== undefined;
  if (!known || log === undefined || faults.length > 0) throw new SettingsUnusable(faults);
  return {
    deployment,
    ...more,
    ledger,
    firestoreEmulator,
    apiRoot,
    accessToken: set(env, 'BAILIFF_ACCESS_TOKEN'),
    metadataHost: metadata,
    telemetry,
    log,
  };
}

type Faulting = (sentence: string) => undefined;

function required(
  env: Environment,
  name: string,
  what: string,
  fault: Faulting,
): string | undefined {
  return set(env, name) ?? fault(`${name} is not set; set it to ${what}.`);
}

function deploymentOf(env: Environment, fault: Faulting): Deployment | undefined {
  const name = 'BAILIFF_DEPLOYMENT';
  const text = required(env, name, 'a JSON object like examples/deployment.yaml', fault);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fault(`${name} is not JSON; set it to a JSON object like examples/deployment.yaml.`);
  }
  const read = readDeployment(value);
  if (read.ok) return read.deployment;
  for (const sentence of read.faults) fault(`${name} is not usable: ${sentence}`);
  return undefined;
}

function ledgerOf(env: Environment, fault: Faulting): string | undefined {
  const name = 'BAILIFF_LEDGER';
  const text = required(env, name, 'the path of the ledger file, or firestore:DATABASE_ID', fault);
  if (text === undefined || parseLocation(text) !== undefined) return text;
  return fault(`${name} names no Firestore database; set it to one like firestore:bailiff.`);
}

function firestoreEmulatorOf(env: Environment, fault: Faulting): string | undefined {
  const name = 'FIRESTORE_EMULATOR_HOST';
  const text = set(env, name);
  if (text === undefined || isHostPort(text)) return text;
  return fault(`${name} is no HOST:PORT; set it to one like 127.0.0.1:8085, or leave it out.`);
}

function apiRootOf(env: Environment, fault: Faulting): string | undefined {
  const text = set(env, 'BAILIFF_API_ROOT');
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const sound = url !== undefined && ['http:', 'https:'].includes(url.protocol);
  if (sound && url.pathname === '/' && url.search === '' && url.username === '') return url.origin;
  return fault(
    'BAILIFF_API_ROOT is not the address of a server; set it to one like http://127.0.0.1:8080, or leave it out for Google Cloud.',
  );
}

function logLevelOf(env: Environment, fault: Faulting): LogLevel | undefined {
  const text = set(env, 'BAILIFF_LOG') ?? 'info';
  const level = LOG_LEVELS.find((one) => one === text);
  return level ?? fault(`BAILIFF_LOG is none of ${LOG_LEVELS.join(', ')}; leave it out for info.`);
}

function set(env: Environment, name: string): string | undefined {
  const text = env[name];
  return text === undefined || text === '' ? undefined : text;
}
