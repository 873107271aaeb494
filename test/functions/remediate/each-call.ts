/** The client, each call of it made by `around`, which is told what it is, e.g. `jobWriter.read`. */
export function eachCall<T extends object>(
  name: string,
  client: T,
  around: (what: string, call: () => Promise<unknown>) => Promise<unknown>,
): T {
  return new Proxy(client, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        around(`${name}.${String(property)}`, async () => Reflect.apply(member, target, args));
    },
  });
}
