import type { Deployment } from './domain/deployment.ts';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { readDeployment } from './policy/read-deployment.ts';

/** What a function is told by its environment. */
export interface Settings {
  readonly deployment: Deployment;
  /** Path of the policy file. */
  readonly policy: string;
  /** Path of the embedded ledger. */
  readonly ledger: string;
  /** One address for all of Google's APIs; `undefined` for Google's own. */
  readonly apiRoot: string | undefined;
  readonly accessToken: string | undefined;
  readonly log: LogLevel;
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
 * Reads the `BAILIFF_*` variables; a variable that is set to nothing counts as not set. Throws SettingsUnusable
 * with every fault.
 */
export function readSettings(env: Environment): Settings {
  const faults: string[] = [];
  const fault = (sentence: string) => {
    faults.push(sentence);
    return undefined;
  };
  const deployment = deploymentOf(env, fault);
  const policy = required(env, 'BAILIFF_POLICY', 'the path of the policy file', fault);
  const ledger = required(env, 'BAILIFF_LEDGER', 'the path of the ledger file', fault);
  const apiRoot = apiRootOf(env, fault);
  const log = logLevelOf(env, fault);
  const known = deployment !== undefined && policy !== undefined && ledger !== undefined;
  if (!known || log === undefined || faults.length > 0) throw new SettingsUnusable(faults);
  return {
    deployment,
    policy,
    ledger,
    apiRoot,
    accessToken: set(env, 'BAILIFF_ACCESS_TOKEN'),
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
