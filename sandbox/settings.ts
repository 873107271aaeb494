import { isHostPort } from '../shared/host-port.ts';
import { LOG_LEVELS, type LogLevel } from '../shared/log.ts';
import { durationSeconds } from '../shared/policy/duration.ts';

/** What a user may set for `npm start`; what is left out has a default that fits the example. */
export interface Settings {
  readonly port: number;
  readonly organizationFile: string | undefined;
  readonly policyFile: string | undefined;
  /** YAML; tickets stay in the ledger's own tracker when left out. */
  readonly channelsFile: string | undefined;
  /** Where ledger and undelivered messages stay between starts; nowhere when left out. */
  readonly dataDirectory: string | undefined;
  readonly logLevel: LogLevel;
  /** How long a policy that allows more has to wait, e.g. `10m`; not at all when left out. */
  readonly policyDelay: string | undefined;
  readonly emulators: Emulators;
  /** How often it is looked what is due. */
  readonly tickSeconds: number;
}

/** HOST:PORT of Google's emulators, for what they take the place of. */
export interface Emulators {
  /** Takes the place of the queue. */
  readonly pubsub: string | undefined;
  /** Takes the place of the ledger's file. */
  readonly firestore: string | undefined;
}

/** The names that Google's own clients and tools know. */
export const EMULATOR_VARIABLES = {
  pubsub: 'PUBSUB_EMULATOR_HOST',
  firestore: 'FIRESTORE_EMULATOR_HOST',
} as const satisfies Readonly<Record<keyof Emulators, string>>;
const INSTEAD = { pubsub: 'a queue of its own', firestore: 'a ledger in a file' };

export type ReadSettings =
  | { readonly ok: true; readonly settings: Settings }
  /** One sentence each. */
  | { readonly ok: false; readonly faults: readonly string[] };

const DEFAULT_PORT = 8080;
const KNOWN = [
  'BAILIFF_CHANNELS',
  'BAILIFF_DATA',
  'BAILIFF_LOG',
  'BAILIFF_ORGANIZATION',
  'BAILIFF_POLICY',
  'BAILIFF_POLICY_DELAY',
  'BAILIFF_TICK',
];
// Settings of other commands, which a shell may hold at the same time.
const FOREIGN = ['BAILIFF_REQUIRE'];

/** Reads the environment; a variable that is set to nothing counts as not set. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): ReadSettings {
  const value = (name: string) => (env[name] === '' ? undefined : env[name]);
  const faults = Object.keys(env)
    .filter((name) => name.startsWith('BAILIFF_') && value(name) !== undefined)
    .filter((name) => ![...KNOWN, ...FOREIGN].includes(name))
    .map((name) => `${name} is no setting of npm start; unset it, or use ${KNOWN.join(', ')}.`);
  const level = value('BAILIFF_LOG') ?? 'info';
  const logLevel = LOG_LEVELS.find((one) => one === level);
  if (logLevel === undefined)
    faults.push(
      `BAILIFF_LOG is "${level}"; set it to ${LOG_LEVELS.slice(0, -1).join(', ')} or ${LOG_LEVELS.at(-1)}, or unset it for info.`,
    );
  const policyDelay = value('BAILIFF_POLICY_DELAY');
  if (policyDelay !== undefined && durationSeconds(policyDelay) === undefined)
    faults.push(
      `BAILIFF_POLICY_DELAY is "${policyDelay}"; set it to one like 30s or 10m, or unset it for 0s.`,
    );
  const emulators = {
    pubsub: value(EMULATOR_VARIABLES.pubsub),
    firestore: value(EMULATOR_VARIABLES.firestore),
  };
  faults.push(...faultsOf(emulators, value('BAILIFF_DATA')));
  const tick = value('BAILIFF_TICK') ?? '5s';
  const tickSeconds = durationSeconds(tick) || undefined;
  if (tickSeconds === undefined)
    faults.push(`BAILIFF_TICK is "${tick}"; set it to one like 5s or 1m, or unset it for 5s.`);
  const port = portOf(value('PORT'));
  if (port === undefined)
    faults.push(
      `PORT is "${value('PORT')}", which is no port; set it to a number from 0 to 65535 (0 takes a free one), or unset it for ${DEFAULT_PORT}.`,
    );
  if (
    port === undefined ||
    logLevel === undefined ||
    tickSeconds === undefined ||
    faults.length > 0
  )
    return { ok: false, faults };
  return {
    ok: true,
    settings: {
      port,
      organizationFile: value('BAILIFF_ORGANIZATION'),
      policyFile: value('BAILIFF_POLICY'),
      channelsFile: value('BAILIFF_CHANNELS'),
      dataDirectory: value('BAILIFF_DATA'),
      logLevel,
      policyDelay,
      emulators,
      tickSeconds,
    },
  };
}

function faultsOf(emulators: Emulators, dataDirectory: string | undefined): readonly string[] {
  return (['pubsub', 'firestore'] as const).flatMap((name) => {
    const variable = EMULATOR_VARIABLES[name];
    const host = emulators[name];
    if (host === undefined) return [];
    if (!isHostPort(host))
      return [
        `${variable} is "${host}", which is no HOST:PORT; set it to one like 127.0.0.1:8085, or unset it for ${INSTEAD[name]}.`,
      ];
    if (dataDirectory === undefined) return [];
    return [
      `BAILIFF_DATA keeps ledger and messages in files, and ${variable} has them in an emulator; unset one of the two.`,
    ];
  });
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined) return DEFAULT_PORT;
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
