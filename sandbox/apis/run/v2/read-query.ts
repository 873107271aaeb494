import type { Call } from '../../../http/call.ts';
import { STANDARD_PARAMETERS } from '../../standard-parameters.ts';
import { badRequest, type Fault, invalidValue } from '../bad-request.ts';
import { camelCase, messageType } from './message-type.ts';
import { readScalar } from './read-scalar.ts';

/**
 * The query parameters as fields of the request message. Those that the path or the body gives are named in `bound`;
 * one that is no field is refused as Google does, e.g. updateMask on a job.
 */
export function readQuery(
  call: Call,
  typeName: string,
  bound: readonly string[],
): Readonly<Record<string, unknown>> {
  const { fields } = messageType(typeName);
  const faults: Fault[] = [];
  const read: Record<string, unknown> = {};
  for (const [name, text] of call.query) {
    if (STANDARD_PARAMETERS.has(name)) continue;
    const field = bound.includes(camelCase(name)) ? undefined : fields[camelCase(name)];
    if (field === undefined) faults.push(unknownParameter(name));
    else if (field.type === 'bool') read[field.name] = truth(text, name, faults);
    else read[field.name] = readScalar(field.type, field.resolvedType, text, name, faults);
  }
  if (faults.length > 0) throw badRequest(faults);
  return read;
}

function unknownParameter(name: string): Fault {
  return {
    field: '',
    description: `Invalid JSON payload received. Unknown name "${name}": Cannot bind query parameter. Field '${name}' could not be found in request message.`,
  };
}

function truth(text: string, name: string, faults: Fault[]): boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  faults.push(invalidValue(name, 'TYPE_BOOL', text));
  return undefined;
}
