/** A member of what may be no map; `undefined` when it is none. */
export function memberAt(value: unknown, key: string): unknown {
  return value instanceof Object ? Reflect.get(value, key) : undefined;
}
