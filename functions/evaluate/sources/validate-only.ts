import type { LoggedRequest } from './log-entry.ts';

/** True when the caller asked for a trial that changes nothing: v2's validateOnly, v1's dryRun (`all`, or a list). */
export function isValidateOnly(request: LoggedRequest | undefined): boolean {
  const flags = [
    request?.validateOnly,
    request?.validate_only,
    request?.dryRun,
    request?.dry_run,
  ].flat();
  return flags.some(
    (flag) => flag === true || (typeof flag === 'string' && flag !== '' && flag !== 'false'),
  );
}
