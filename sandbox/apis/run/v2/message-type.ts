import { createRequire } from 'node:module';
import protobuf from 'protobufjs';

// The very types that Google's client is made from, so the two can never disagree about a field.
const protos: protobuf.INamespace = createRequire(import.meta.url)(
  '@google-cloud/run/build/protos/protos.json',
);
const root = protobuf.Root.fromJSON(protos).resolveAll();

/** A message of Cloud Run v2 by its short name, e.g. `Job`. */
export function messageType(name: string): protobuf.Type {
  return root.lookupType(`google.cloud.run.v2.${name}`);
}

/** `google.cloud.run.v2.Job` without protobufjs' leading dot. */
export function fullName(type: protobuf.ReflectionObject): string {
  return type.fullName.replace(/^\./, '');
}

/** `REQUIRED`, `OUTPUT_ONLY` and so on. https://google.aip.dev/203 */
export function behaves(field: protobuf.Field, behavior: string): boolean {
  const said: unknown = field.options?.['(google.api.field_behavior)'];
  return said === behavior || (Array.isArray(said) && said.includes(behavior));
}

/** `taskCount` → `task_count`, the form in which Google's messages name a field. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `task_count` → `taskCount`; input may come in either form. */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
