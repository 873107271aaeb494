import protobuf from 'protobufjs';
import type { Call } from '../../../http/call.ts';
import { messageType } from './message-type.ts';

type Json = Readonly<Record<string, unknown>>;

const PREFIX = 'type.googleapis.com/google.cloud.run.v2.';

/** The answer as the caller wants its enums: names, or integers where `$alt` says `enum-encoding=int`. */
export function answered(call: Call, typeName: string, answer: object): Json {
  const alt = call.query.get('$alt') ?? call.query.get('alt') ?? '';
  return alt.includes('enum-encoding=int')
    ? encode(messageType(typeName), answer as Json)
    : (answer as Json);
}

/** A long-running operation, whose messages say their own types. */
export function answeredOperation(call: Call, operation: Json): Json {
  const members = Object.entries(operation).map(([key, value]) => {
    const type = (value as { '@type'?: unknown } | undefined)?.['@type'];
    return typeof type === 'string' && type.startsWith(PREFIX)
      ? [key, { '@type': type, ...answered(call, type.slice(PREFIX.length), untyped(value)) }]
      : [key, value];
  });
  return Object.fromEntries(members);
}

function untyped(value: unknown): Json {
  const { '@type': _, ...rest } = value as Json;
  return rest;
}

function encode(type: protobuf.Type, value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, encodeMember(type.fields[name], member)]),
  );
}

function encodeMember(field: protobuf.Field | undefined, member: unknown): unknown {
  if (Array.isArray(member)) return member.map((item) => encodeMember(field, item));
  const type = field?.resolvedType ?? null;
  if (type instanceof protobuf.Enum) return type.values[String(member)] ?? 0;
  const plain = !(type instanceof protobuf.Type) || typeof member !== 'object' || field?.map;
  return plain ? member : encode(type, member as Json);
}
