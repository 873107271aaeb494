import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Operation, Schema, VendorApi } from '../../fixtures/openapi/vendor-api.ts';
import type { VendorAnswer, VendorRequest } from './vendor.ts';

/** A request that the vendor's documents allow. */
export interface DocumentedRequest {
  /** As the document writes it, e.g. `GET /user`. */
  readonly operation: string;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: VendorRequest['headers'];
}

const OPENAPI = join(import.meta.dirname, '../../fixtures/openapi');
/** Said by whatever stands in front of an API, so that documents leave them out. */
const UNDOCUMENTED = [401, 403, 404, 422, 429];
const texts = new Ajv({ strict: false, validateFormats: false, coerceTypes: 'array' });
const values = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const read = new Map<string, readonly Operation[]>();
const compiled = new WeakMap<Schema, ReturnType<Ajv['compile']>>();

/**
 * Answers by `behave`, and throws for a request that the vendor's documents do not allow, field by field, and for an
 * answer that they do not foresee.
 */
export function documented(
  names: readonly string[],
  prefix: string,
  behave: (request: DocumentedRequest) => VendorAnswer,
): (request: VendorRequest) => VendorAnswer {
  const operations = names.flatMap(operationsOf);
  return (request) => {
    const { method, url, headers, body } = request;
    const place = url.pathname.slice(prefix.length);
    const wanted = operations.filter((one) => one.method === method && isAt(one.path, place));
    const [operation] = wanted;
    if (operation === undefined || !url.pathname.startsWith(prefix))
      throw new Error(`${method} ${url.pathname} is not documented.`);
    const path = pathOf(operation.path, place);
    const query = Object.fromEntries(url.searchParams);
    checkParameters(operation, path, query);
    const given = bodyOf(operation, body, headers);
    const name = `${method} ${operation.path}`;
    const answer = behave({ operation: name, path, query, body: given, headers });
    checkAnswer(name, operation, answer);
    return answer;
  };
}

/** Read once, and so compiled once. */
function operationsOf(name: string): readonly Operation[] {
  const known = read.get(name);
  if (known !== undefined) return known;
  const { operations } = JSON.parse(
    readFileSync(join(OPENAPI, `${name}.json`), 'utf8'),
  ) as VendorApi;
  read.set(name, operations);
  return operations;
}

function isAt(template: string, place: string): boolean {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(place);
}

function pathOf(template: string, place: string): Record<string, string> {
  const given = place.split('/');
  const named = template.split('/').flatMap((part, index) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    return name === undefined ? [] : [[name, decodeURIComponent(given[index] ?? '')] as const];
  });
  return Object.fromEntries(named);
}

function checkParameters(
  operation: Operation,
  path: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string>>,
): void {
  const given: Readonly<Record<string, Readonly<Record<string, string>>>> = { path, query };
  const known = (name: string) =>
    operation.parameters.some((one) => one.in === 'query' && one.name === name);
  const unknown = Object.keys(query).filter((name) => !known(name));
  if (unknown.length > 0)
    throw new Error(`${operation.path} takes no parameter ${unknown.join(', ')}.`);
  for (const { name, in: place, required, schema } of operation.parameters) {
    const value = given[place]?.[name];
    if (value === undefined && required === true)
      throw new Error(`${operation.path} needs the parameter ${name}.`);
    if (value !== undefined)
      check(texts, `the parameter ${name} of ${operation.path}`, schema, value);
  }
}

function bodyOf(
  { path, body: wanted }: Operation,
  text: string,
  headers: VendorRequest['headers'],
): Readonly<Record<string, unknown>> {
  if (wanted === undefined) {
    if (text !== '') throw new Error(`${path} takes no body.`);
    return {};
  }
  if (headers['content-type'] !== 'application/json') throw new Error(`${path} takes JSON.`);
  const body = JSON.parse(text) as Record<string, unknown>;
  const fields = Object.keys((wanted.schema['properties'] ?? {}) as object);
  const unknown = Object.keys(body).filter((field) => !fields.includes(field));
  if (unknown.length > 0) throw new Error(`The body for ${path} has no ${unknown.join(', ')}.`);
  check(values, `the body for ${path}`, wanted.schema, body);
  return body;
}

function checkAnswer(name: string, { answers }: Operation, { status, json }: VendorAnswer): void {
  const schema = answers[String(status)];
  if (schema !== undefined) check(values, `the answer ${status} to ${name}`, schema, json);
  else if (!UNDOCUMENTED.includes(status)) throw new Error(`${name} does not answer ${status}.`);
}

function check(ajv: Ajv, what: string, schema: Schema, value: unknown): void {
  // Texts are made values of in a holder of their own.
  const held = { type: 'object', properties: { value: schema } };
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(held);
    compiled.set(schema, validate);
  }
  if (!validate({ value }))
    throw new Error(`${what} is not as documented: ${ajv.errorsText(validate.errors)}`);
}
