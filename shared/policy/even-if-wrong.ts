/** For refinements that run even when a part of the map is wrong, so that one reading of a file lists every fault. */
export const ON_MAPS = { when: ({ value }: { value: unknown }) => value instanceof Object };

/** The same for lists. */
export const ON_LISTS = { when: ({ value }: { value: unknown }) => Array.isArray(value) };
