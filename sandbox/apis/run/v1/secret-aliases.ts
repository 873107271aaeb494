/**
 * v1 calls another project's secret by an alias, and lists the aliases in one annotation:
 * `alias:projects/NUMBER/secrets/NAME,…`. v2 writes the resource name in their place.
 */
export function parseAliases(annotation: string | undefined): ReadonlyMap<string, string> {
  const pairs = (annotation ?? '').split(',').flatMap((item) => {
    const [alias = '', secret = ''] = item.trim().split(/:(.*)/);
    return alias === '' || secret === '' ? [] : [[alias, secret] as const];
  });
  return new Map(pairs);
}

/** Gives v1 names to v2's secrets, the aliases of `known` first, and tells which were used. */
export function createAliases(known: ReadonlyMap<string, string>): {
  nameOf(secret: string): string;
  annotation(): string | undefined;
} {
  const used = new Map<string, string>();
  return {
    nameOf(secret) {
      if (!secret.startsWith('projects/')) return secret;
      const alias =
        [...known].find(([, target]) => target === secret)?.[0] ?? newAlias(secret, known, used);
      used.set(alias, secret);
      return alias;
    },
    annotation() {
      if (used.size === 0) return undefined;
      return [...used].map(([alias, secret]) => `${alias}:${secret}`).join(',');
    },
  };
}

// The same secret gets the same alias on every read, or clients would see a change where there is none.
function newAlias(
  secret: string,
  known: ReadonlyMap<string, string>,
  used: ReadonlyMap<string, string>,
): string {
  const name = secret.split('/').at(-1) ?? secret;
  const free = (alias: string) => !known.has(alias) && (used.get(alias) ?? secret) === secret;
  let alias = `secret-${name}`;
  for (let n = 2; !free(alias); n += 1) alias = `secret-${name}-${n}`;
  return alias;
}
