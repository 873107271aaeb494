import type { firestore_v1 } from 'googleapis/build/src/apis/firestore/v1.js';

/** What a field of the ledger holds. A Date is written for the time to live alone, and never read. */
export type Value = string | number | null | Date | readonly string[];
export type Fields = Readonly<Record<string, Value>>;

/** https://cloud.google.com/firestore/docs/reference/rest/v1/Value */
export function toValue(value: Value): firestore_v1.Schema$Value {
  if (value === null) return { nullValue: 'NULL_VALUE' };
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'number') return { integerValue: String(value) };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  return { arrayValue: { values: value.map(toValue) } };
}

export function toFields(fields: Fields): Record<string, firestore_v1.Schema$Value> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toValue(value)]));
}

export function fromFields(fields: firestore_v1.Schema$Document['fields']): Fields {
  const known = Object.entries(fields ?? {});
  return Object.fromEntries(known.map(([name, value]) => [name, fromValue(value)]));
}

function fromValue(value: firestore_v1.Schema$Value): Value {
  if (value.integerValue != null) return Number(value.integerValue);
  if (value.timestampValue != null) return new Date(value.timestampValue);
  // Firestore leaves out the values of an empty array.
  if (value.arrayValue != null)
    return (value.arrayValue.values ?? []).map(({ stringValue }) => stringValue ?? '');
  return value.stringValue ?? null;
}
