import protobuf from 'protobufjs';
import { badRequest, type Fault, invalidValue, unknownName } from '../bad-request.ts';
import { behaves, camelCase, fullName, messageType, snakeCase } from './message-type.ts';
import { isWellKnown, readScalar, readWellKnown } from './read-scalar.ts';

/**
 * Reads JSON as a message of Cloud Run v2: camelCase names, enums by name, values that equal proto3's defaults left out,
 * and what only the server writes ignored. Everything else that does not fit is refused at once with all its faults.
 * https://protobuf.dev/programming-guides/json/
 */
export function readMessage(
  typeName: string,
  json: unknown,
  at: string,
): Readonly<Record<string, unknown>> {
  const faults: Fault[] = [];
  const value = message(messageType(typeName), json, at, faults);
  if (faults.length > 0) throw badRequest(faults);
  return value;
}

function message(
  type: protobuf.Type,
  json: unknown,
  at: string,
  faults: Fault[],
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  if (!isObject(json)) {
    faults.push(invalidValue(at, `type.googleapis.com/${fullName(type)}`, json));
    return read;
  }
  const oneofs = new Map<protobuf.OneOf, string>();
  for (const [name, value] of Object.entries(json)) {
    const field = fieldOf(type, name);
    if (field === undefined) faults.push(unknownName(name, at));
    else if (value !== null) {
      claimOneof(field, at, oneofs, faults);
      keep(read, field, member(field, value, join(at, snakeCase(field.name)), faults));
    }
  }
  // In the order of the type: v1 writes some of it as text, which must not differ with how a caller wrote it.
  const names = Object.keys(type.fields).filter((name) => Object.hasOwn(read, name));
  return Object.fromEntries(names.map((name) => [name, read[name]]));
}

function fieldOf(type: protobuf.Type, name: string): protobuf.Field | undefined {
  const camel = camelCase(name);
  return Object.hasOwn(type.fields, camel) ? type.fields[camel] : undefined;
}

function claimOneof(
  field: protobuf.Field,
  at: string,
  taken: Map<protobuf.OneOf, string>,
  faults: Fault[],
): void {
  const oneof = field.partOf;
  if (oneof === null || oneof === undefined || behaves(field, 'OUTPUT_ONLY')) return;
  if (taken.has(oneof))
    faults.push({
      field: at,
      description: `Invalid value at '${at}' (oneof), oneof field '${snakeCase(oneof.name)}' is already set. Cannot set '${field.name}'`,
    });
  taken.set(oneof, field.name);
}

function keep(read: Record<string, unknown>, field: protobuf.Field, value: unknown): void {
  if (behaves(field, 'OUTPUT_ONLY') || value === undefined) return;
  // A member of a oneof says something even when it is zero, e.g. maxRetries.
  const present = field.partOf !== null && field.partOf !== undefined;
  if (present || !isDefault(field, value)) read[field.name] = value;
}

function isDefault(field: protobuf.Field, value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (field.map) return Object.keys(value as object).length === 0;
  if (field.resolvedType instanceof protobuf.Enum)
    return field.resolvedType.values[String(value)] === 0;
  return value === '' || value === 0 || value === false || value === '0';
}

function member(field: protobuf.Field, value: unknown, at: string, faults: Fault[]): unknown {
  if (field.map) return entries(field, value, at, faults);
  if (!field.repeated) return single(field, value, at, faults);
  if (!Array.isArray(value)) {
    faults.push(invalidValue(at, 'repeated field', value));
    return undefined;
  }
  return value.map((item, index) => single(field, item, `${at}[${index}]`, faults));
}

function entries(field: protobuf.Field, value: unknown, at: string, faults: Fault[]): unknown {
  if (!isObject(value)) {
    faults.push(invalidValue(at, 'map', value));
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      single(field, item, `${at}[${JSON.stringify(key)}]`, faults),
    ]),
  );
}

function single(field: protobuf.Field, value: unknown, at: string, faults: Fault[]): unknown {
  const type = field.resolvedType;
  if (type instanceof protobuf.Type)
    return isWellKnown(fullName(type))
      ? readWellKnown(fullName(type), value, at, faults)
      : message(type, value, at, faults);
  return readScalar(field.type, type, value, at, faults);
}

function join(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
