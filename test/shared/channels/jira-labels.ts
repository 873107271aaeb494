/** The list itself, so that a label may be added. */
export function labelsIn(fields: Readonly<Record<string, unknown>> | undefined): string[] {
  return (fields?.['labels'] as string[] | undefined) ?? [];
}

export function fingerprintIn(fields: Readonly<Record<string, unknown>>) {
  const found = labelsIn(fields).find((label) => /^bailiff-[0-9a-f]{32}$/.test(label));
  return found === undefined ? {} : { fingerprint: found.slice('bailiff-'.length) };
}

/** Of the two queries that are known here. */
export function wantedBy(jql: string) {
  const [, project, label] =
    /^project = "(\w+)"(?: AND labels = "([\w-]+)")? ORDER BY (?:created|key) DESC$/.exec(jql) ??
    [];
  return { project, label };
}
