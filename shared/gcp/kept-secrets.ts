interface Kept {
  readonly value: Promise<string>;
  /** Milliseconds since 1970. */
  readonly asked: number;
}

/** So long after a version was disabled, or `latest` got another, the old value may still be used. */
const KEPT_MS = 5 * 60_000;

/**
 * Secrets by their versions, read when one is first needed, by one call for all that wait, and kept in memory for at most
 * five minutes; white space around one is cut off, since files end in a line break. A failure is not kept: the next
 * caller asks again. Rejects as `access` does.
 */
export function keptSecrets(
  access: (version: string) => Promise<string>,
  now: () => number = Date.now,
): (version: string) => Promise<string> {
  const kept = new Map<string, Kept>();
  return (version) => {
    for (const [name, { asked }] of kept) if (now() - asked >= KEPT_MS) kept.delete(name);
    const known = kept.get(version);
    if (known !== undefined) return known.value;
    const entry = { value: access(version).then((text) => text.trim()), asked: now() };
    kept.set(version, entry);
    entry.value.catch(() => {
      if (kept.get(version) === entry) kept.delete(version);
    });
    return entry.value;
  };
}
