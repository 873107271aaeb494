/**
 * Paths of the fields that an API's JSON has and a proto client's object of it has not, e.g.
 * `template.template.newField`: such a client leaves out what its protos do not know.
 */
export function droppedFields(json: unknown, decoded: unknown, path = ''): readonly string[] {
  if (Array.isArray(json) && Array.isArray(decoded))
    return json.flatMap((item, i) => droppedFields(item, decoded[i], `${path}[${i}]`));
  if (!isRecord(json) || !isRecord(decoded)) return [];
  return Object.entries(json).flatMap(([name, value]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return Object.hasOwn(decoded, name) ? droppedFields(value, decoded[name], here) : [here];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
