import { z } from 'zod';

/** The keys that a strict object in the schema has at this path; empty where there is none. */
export function knownKeys(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
): readonly string[] {
  const reached = path.reduce<z.core.$ZodType | undefined>(step, schema);
  const target = bare(reached);
  return target instanceof z.ZodObject ? Object.keys(target.shape) : [];
}

function step(schema: z.core.$ZodType | undefined, key: PropertyKey): z.core.$ZodType | undefined {
  const target = bare(schema);
  if (target instanceof z.ZodArray) return target.element;
  if (target instanceof z.ZodRecord) return target.valueType;
  return target instanceof z.ZodObject ? target.shape[String(key)] : undefined;
}

function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return bare(schema.unwrap());
  }
  // Of two forms, only a map has keys.
  if (schema instanceof z.ZodUnion)
    return schema.options.find((option) => option instanceof z.ZodObject);
  return schema;
}
