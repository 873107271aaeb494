export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Path = readonly string[];

/** Every place in a value, by the names that lead there; the value itself is not among them. */
export function placesIn(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const place = [...path, name];
    return [place, ...placesIn(member, place)];
  });
}

/** The place where one comes to by taking, at each level, the member that the next turn says. */
export function placeAlong(value: Json, turns: readonly number[]): Path {
  const path: string[] = [];
  let here = value;
  for (const turn of turns) {
    const members = typeof here === 'object' && here !== null ? Object.entries(here) : [];
    const next = members[turn % members.length];
    if (next === undefined) break;
    path.push(next[0]);
    here = next[1];
  }
  return path;
}

/** A copy in which `edit` has changed the member `name` of the object that the path leads to. */
export function edited(
  value: Json,
  path: Path,
  edit: (parent: object, name: string) => void,
): Json {
  const copy = structuredClone(value);
  let parent = copy as Record<string, Json>;
  for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, Json>;
  edit(parent, path.at(-1) ?? '');
  return copy;
}

// An own member, also when it is called __proto__: that is how JSON.parse makes it.
export function put(parent: object, name: string, value: unknown): void {
  const own = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(parent, name, own);
}
