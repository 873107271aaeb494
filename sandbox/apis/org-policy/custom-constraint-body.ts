import { parse } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { badField } from '../../http/api-error.ts';
import {
  ACTION_TYPES,
  type CustomConstraint,
  METHOD_TYPES,
} from '../../organization/custom-constraint.ts';

/** Enums come by name or by number. */
function enumOf<const T extends readonly string[]>(names: T): z.ZodType<T[number]> {
  return z.preprocess(
    (given) => (Number.isInteger(given) ? names[Number(given)] : given),
    z.enum(names),
  );
}

export const CustomConstraintBody = z.strictObject({
  name: z.string().default(''),
  resourceTypes: z.array(z.string()).default([]),
  methodTypes: z.array(enumOf(METHOD_TYPES)).default([]),
  condition: z.string().default(''),
  actionType: enumOf(ACTION_TYPES).default('ACTION_TYPE_UNSPECIFIED'),
  displayName: z.string().default(''),
  description: z.string().default(''),
  // Output only: what a client read it sends back, and nobody looks at it.
  updateTime: z.string().optional(),
});
export type CustomConstraintBody = z.output<typeof CustomConstraintBody>;

const LONGEST = { condition: 1000, displayName: 200, description: 2000 } as const;
const RESOURCE_TYPE = /^[a-z0-9-]+\.googleapis\.com\/[A-Za-z]+$/;

/**
 * The constraint that a body describes. Refuses what the reference rules out; Google checks a condition against the
 * fields of the resource too, this organization its grammar alone. `updated` in milliseconds.
 */
export function acceptConstraint(body: CustomConstraintBody, updated: number): CustomConstraint {
  const { resourceTypes, methodTypes, condition, actionType, displayName, description } = body;
  for (const [field, longest] of Object.entries(LONGEST))
    if (body[field as keyof typeof LONGEST].length > longest)
      throw badField(`The ${field} has more than ${longest} characters.`, field);
  if (resourceTypes.length === 0 || !resourceTypes.every((one) => RESOURCE_TYPE.test(one)))
    throw badField(
      'Resource types are named as SERVICE.googleapis.com/TYPE, at least one.',
      'resourceTypes',
    );
  if (methodTypes.length === 0 || methodTypes.includes('METHOD_TYPE_UNSPECIFIED'))
    throw badField('At least one method type is needed, and none is unspecified.', 'methodTypes');
  if (actionType === 'ACTION_TYPE_UNSPECIFIED')
    throw badField('The action type is ALLOW or DENY.', 'actionType');
  requireCel(condition);
  return { resourceTypes, methodTypes, condition, actionType, displayName, description, updated };
}

function requireCel(condition: string): void {
  try {
    parse(condition);
  } catch {
    throw badField('The condition is no expression of CEL.', 'condition');
  }
}
