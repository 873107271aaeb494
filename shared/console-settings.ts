import { type CommonSettings, settingsWith } from './settings.ts';

const GUARDS = ['iap', 'cloud-run'] as const;

/** Who lets people in to the console, and for whom their tokens must be meant. */
export interface ConsoleCallers {
  /** Identity-Aware Proxy in front of Cloud Run, or Cloud Run's own IAM, where `allUsers` must never be an invoker. */
  readonly guard: (typeof GUARDS)[number];
  readonly audiences: readonly string[];
}

/** What the console is told by its environment: no policy, and always who lets its callers in. */
export interface ConsoleSettings extends CommonSettings {
  readonly callers: ConsoleCallers;
}

const AUDIENCES = {
  iap: {
    form: /^\/projects\/\d+\/(?:global\/backendServices\/\d+|locations\/[a-z0-9-]+\/services\/[a-z0-9-]+)$/,
    like: '/projects/NUMBER/locations/REGION/services/bailiff-console',
  },
  'cloud-run': {
    form: /^(?:https:\/\/[^\s,]+|[\w-]+\.apps\.googleusercontent\.com)$/,
    like: 'https://REGION-PROJECT.cloudfunctions.net/bailiff-console',
  },
} as const;

/** Reads the `BAILIFF_*` variables that the console needs. Throws SettingsUnusable with every fault. */
export function readConsoleSettings(
  env: Readonly<Record<string, string | undefined>>,
): ConsoleSettings {
  return settingsWith(env, (read, fault) => {
    const text = read('BAILIFF_CONSOLE_CALLERS');
    const guard = GUARDS.find((one) => one === text);
    if (guard === undefined)
      return fault(
        `BAILIFF_CONSOLE_CALLERS is none of ${GUARDS.join(', ')}; say which of them lets people in.`,
      );
    const name = 'BAILIFF_CONSOLE_AUDIENCE';
    const audiences = (read(name) ?? '').split(',').map((one) => one.trim());
    const { form, like } = AUDIENCES[guard];
    if (audiences.every((one) => form.test(one))) return { callers: { guard, audiences } };
    return fault(
      `${name} is no audience of tokens that ${guard} lets in; set it to one like ${like}, or several with commas.`,
    );
  });
}
