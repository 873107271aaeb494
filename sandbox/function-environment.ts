import type { LogLevel } from '../shared/log.ts';
import type { Pushed } from './delivery/topic.ts';
import { tokenFor } from './http/credentials.ts';
import type { Prepared } from './prepare.ts';
import { EMULATOR_VARIABLES, type Emulators } from './settings.ts';

interface Surroundings {
  readonly logLevel?: LogLevel;
  readonly policyDelay?: string | undefined;
  readonly emulators?: Emulators;
  /** As BAILIFF_LEDGER has it. */
  readonly ledger: string;
  /** Where the APIs answer. */
  readonly url: string;
}

/** What a function is told here; the same names as in production, but for the API root and its token. */
export function functionEnvironment(
  name: Pushed,
  { deployment, policyFile, channels }: Prepared,
  at: Surroundings,
): Readonly<Record<string, string | undefined>> {
  const identity = deployment.identities[name];
  return {
    BAILIFF_DEPLOYMENT: JSON.stringify(deployment),
    BAILIFF_POLICY: policyFile,
    BAILIFF_POLICY_DELAY: at.policyDelay,
    ...(name === 'notify' ? { BAILIFF_CHANNELS: JSON.stringify(channels) } : {}),
    BAILIFF_LEDGER: at.ledger,
    BAILIFF_API_ROOT: at.url,
    [EMULATOR_VARIABLES.firestore]: at.emulators?.firestore,
    ...(identity === undefined
      ? {}
      : { BAILIFF_ACCESS_TOKEN: tokenFor(`serviceAccount:${identity}`) }),
    ...(at.logLevel === undefined ? {} : { BAILIFF_LOG: at.logLevel }),
  };
}
