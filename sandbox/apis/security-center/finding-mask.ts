import { badField } from '../../http/api-error.ts';
import type { FindingBody } from './finding-body.ts';

type Json = Readonly<Record<string, unknown>>;

const CHANGEABLE = ['severity', 'findingClass', 'description', 'externalUri', 'eventTime'];
const PROPERTY = /^sourceProperties\.([A-Za-z]\w{0,254})$/;

/** What a finding becomes by the fields that the mask names; a source property is changed by its own name alone. */
export function masked(finding: Json, body: FindingBody, mask: string): Json {
  const fields: Json = body;
  const next: Record<string, unknown> = { ...finding };
  const properties: Record<string, unknown> = { ...(finding['sourceProperties'] as Json) };
  for (const name of mask.split(',')) {
    const property = PROPERTY.exec(name)?.[1];
    if (property !== undefined) properties[property] = body.sourceProperties?.[property];
    else if (CHANGEABLE.includes(name)) next[name] = fields[name];
    else throw badField(`Invalid or immutable field in the update mask: ${name}.`, 'update_mask');
  }
  return { ...next, sourceProperties: properties };
}
