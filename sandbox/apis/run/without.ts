type Json = Readonly<Record<string, unknown>>;

/** The object with one member left out at the end of a path; what is not that deep stays as it is. */
export function without(json: Json, path: readonly string[], member: string): Json {
  const [step, ...rest] = path;
  if (step === undefined) {
    const { [member]: _, ...others } = json;
    return others;
  }
  const inner = json[step];
  if (typeof inner !== 'object' || inner === null) return json;
  return { ...json, [step]: without(inner as Json, rest, member) };
}
