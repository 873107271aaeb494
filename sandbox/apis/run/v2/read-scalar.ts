import type protobuf from 'protobufjs';
import { type Fault, invalidValue } from '../bad-request.ts';
import { fullName } from './message-type.ts';

const WELL_KNOWN: ReadonlyMap<string, RegExp> = new Map([
  ['google.protobuf.Duration', /^-?\d+(?:\.\d{1,9})?s$/],
  ['google.protobuf.Timestamp', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/],
]);

/** Messages that JSON writes as one string. */
export function isWellKnown(type: string): boolean {
  return WELL_KNOWN.has(type);
}

export function readWellKnown(type: string, value: unknown, at: string, faults: Fault[]): unknown {
  if (typeof value === 'string' && WELL_KNOWN.get(type)?.test(value) === true) return value;
  faults.push(invalidValue(at, `type.googleapis.com/${type}`, value));
  return undefined;
}

/** A number, text, truth value or enum; enums come by name or number and are read as names. */
export function readScalar(
  type: string,
  resolved: protobuf.ReflectionObject | null,
  value: unknown,
  at: string,
  faults: Fault[],
): unknown {
  const read = resolved === null ? scalar(type, value) : enumName(resolved, value);
  if (read !== undefined) return read;
  const shown =
    resolved === null ? `TYPE_${type.toUpperCase()}` : `type.googleapis.com/${fullName(resolved)}`;
  faults.push(invalidValue(at, shown, value));
  return undefined;
}

function enumName(type: protobuf.ReflectionObject, value: unknown): string | undefined {
  const { values, valuesById } = type as protobuf.Enum;
  if (typeof value === 'number') return valuesById[value];
  return typeof value === 'string' && Object.hasOwn(values, value) ? value : undefined;
}

function scalar(type: string, value: unknown): unknown {
  if (type === 'string' || type === 'bytes') return typeof value === 'string' ? value : undefined;
  if (type === 'bool') return typeof value === 'boolean' ? value : undefined;
  const wide = type.endsWith('64');
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  if (!/^-?\d{1,19}$/.test(text)) return undefined;
  if (wide) return text;
  const number = Number(text);
  return number === (number | 0) ? number : undefined;
}
