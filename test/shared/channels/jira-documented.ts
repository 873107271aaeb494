import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import adf from '../../fixtures/openapi/adf.json' with { type: 'json' };
import jira from '../../fixtures/openapi/jira.json' with { type: 'json' };
import type { VendorAnswer, VendorRequest } from './vendor.ts';

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}
interface Content {
  readonly 'application/json': { readonly schema: object };
}

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ components: jira.components }, 'jira');
const isAdf = ajv.compile(adf);
const paths = jira.paths as unknown as Readonly<
  Record<string, Readonly<Record<string, Operation>>>
>;

/** Throws where a request, or what it is answered, is not as Atlassian's own OpenAPI document of Jira Cloud says. */
export function documented(request: VendorRequest, answer: VendorAnswer): void {
  const { method, url, body } = request;
  const where = `${method} ${url.pathname}`;
  const operation = operationOf(method, url.pathname);
  if (operation === undefined) throw new Error(`${where} is not documented`);
  const known = operation.parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  for (const name of url.searchParams.keys())
    if (!known.includes(name)) throw new Error(`${where} knows no ?${name}`);
  const sent = operation.requestBody?.content['application/json'].schema;
  if (sent === undefined && body !== '') throw new Error(`${where} takes no body`);
  if (sent !== undefined) conforms(`The body of ${where}`, sent, JSON.parse(body));
  const response = operation.responses[answer.status];
  if (response === undefined) throw new Error(`${where} never answers ${answer.status}`);
  const told = response.content?.['application/json'].schema;
  if (told !== undefined && answer.json !== undefined)
    conforms(`The answer of ${where}`, told, answer.json);
}

/** Whether it is an Atlassian Document of the nodes that Bailiff writes and no other: no mention, card or medium. */
export function isDocument(value: unknown): boolean {
  return isAdf(value);
}

function operationOf(method: string, path: string): Operation | undefined {
  const template = Object.keys(paths)
    .filter((one) => new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    // The literal one of two that fit.
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .find((one) => paths[one]?.[method.toLowerCase()] !== undefined);
  return template === undefined ? undefined : paths[template]?.[method.toLowerCase()];
}

const compiled = new Map<object, ValidateFunction>();

function conforms(what: string, schema: object, value: unknown): void {
  const check = compiled.get(schema) ?? ajv.compile(located(schema));
  compiled.set(schema, check);
  if (check(value)) return;
  throw new Error(`${what} is not as documented: ${ajv.errorsText(check.errors)}`);
}

function located(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"jira#/components'));
}
