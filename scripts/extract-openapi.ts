// Writes test/fixtures/openapi/NAME.json: what the channels use of a vendor's API, from the vendor's own OpenAPI document.
// The documents are too large to depend on, so they are fetched by hand, outside of the repository; see CONTRIBUTING.md.
//   node scripts/extract-openapi.ts github generated/api.github.com.json '@octokit/openapi 23.0.2'
// Only facts are taken: paths, parameters, and the shapes of bodies and answers, of these as far as they are read.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type {
  Operation,
  Parameter,
  Schema,
  VendorApi,
} from '../test/fixtures/openapi/vendor-api.ts';

interface Extract {
  readonly operations: readonly string[];
  /** The fields of answers that are kept, at whatever depth. */
  readonly fields: readonly string[];
  /** Lists whose document says that they are answered with one element alone. */
  readonly lists?: readonly string[];
}

const EXTRACTS: Readonly<Record<string, Extract>> = {
  github: {
    operations: [
      'get /user',
      'get /search/issues',
      'get /repos/{owner}/{repo}/issues',
      'post /repos/{owner}/{repo}/issues',
      'get /repos/{owner}/{repo}/issues/{issue_number}',
      'patch /repos/{owner}/{repo}/issues/{issue_number}',
      'get /repos/{owner}/{repo}/issues/{issue_number}/comments',
      'post /repos/{owner}/{repo}/issues/{issue_number}/comments',
    ],
    fields: [
      ...[
        'id',
        'login',
        'type',
        'number',
        'state',
        'state_reason',
        'title',
        'body',
        'user',
        'labels',
      ],
      ...['name', 'html_url', 'pull_request', 'total_count', 'incomplete_results', 'items'],
      ...['message', 'errors', 'documentation_url', 'resource', 'field', 'code'],
    ],
  },
  gitlab: {
    operations: [
      'get /api/v4/projects/{id}/issues',
      'post /api/v4/projects/{id}/issues',
      'get /api/v4/projects/{id}/issues/{issue_iid}',
      'put /api/v4/projects/{id}/issues/{issue_iid}',
    ],
    fields: [
      ...['id', 'iid', 'state', 'title', 'description', 'labels', 'author', 'username', 'web_url'],
    ],
    lists: ['get /api/v4/projects/{id}/issues'],
  },
};
/** What of a schema is a fact about values; descriptions and examples are the vendor's words. */
const FACTS = ['type', 'enum', 'format', 'pattern', 'required', 'minimum', 'maximum'] as const;
const LENGTHS = ['minLength', 'maxLength', 'minItems', 'maxItems'] as const;

type Json = Readonly<Record<string, unknown>>;

const [name = '', file = '', source = ''] = process.argv.slice(2);
const extract = EXTRACTS[name];
if (extract === undefined || source === '') {
  const names = Object.keys(EXTRACTS).join(', ');
  process.stderr.write(
    `Say which of ${names}, the document and where it is from; see the first lines of this file.\n`,
  );
  process.exitCode = 2;
} else {
  const document = parse(readFileSync(file, 'utf8')) as Json;
  const operations = extract.operations.map((one) => operationOf(document, one, extract));
  const api: VendorApi = { source, operations };
  const written = join(import.meta.dirname, '../test/fixtures/openapi', `${name}.json`);
  writeFileSync(written, `${JSON.stringify(api, undefined, 1)}\n`);
}

function operationOf(document: Json, wanted: string, { fields, lists = [] }: Extract): Operation {
  const [method = '', path = ''] = wanted.split(' ');
  const item = at(at(document, 'paths'), path);
  const operation = at(item, method);
  const parameters = [...list(item['parameters']), ...list(operation['parameters'])].map((one) =>
    parameterOf(document, one),
  );
  const body = operation['requestBody'];
  const answers = Object.entries(at(operation, 'responses')).map(([status, response]) => {
    const schema = contentOf(resolved(document, response));
    if (schema === undefined) return [status, {}];
    const shape = shapeOf(document, schema, new Set(fields));
    return [status, lists.includes(wanted) && status === '200' ? listOf(shape) : shape];
  });
  return {
    method: method.toUpperCase(),
    path,
    parameters,
    ...(body === undefined ? {} : { body: bodyOf(document, resolved(document, body)) }),
    answers: Object.fromEntries(answers),
  };
}

function parameterOf(document: Json, given: unknown): Parameter {
  const { name: called, in: place, required, schema } = resolved(document, given);
  return {
    name: String(called),
    in: String(place),
    ...(required === true ? { required: true } : {}),
    schema: shapeOf(document, schema),
  };
}

function bodyOf(document: Json, body: Json): NonNullable<Operation['body']> {
  const required = body['required'] === true;
  return { required, schema: shapeOf(document, contentOf(body) ?? {}) };
}

function contentOf(holder: Json): unknown {
  const content = holder['content'] as Json | undefined;
  return content === undefined ? undefined : (Object.values(content)[0] as Json)['schema'];
}

/** A schema of OpenAPI 3.0 as JSON Schema, without references; of objects only `fields`, where these are given. */
function shapeOf(document: Json, given: unknown, fields?: ReadonlySet<string>): Schema {
  const schema = resolved(document, given);
  const facts = [...FACTS, ...LENGTHS].flatMap((fact) =>
    schema[fact] === undefined ? [] : [[fact, schema[fact]] as const],
  );
  const shape: Record<string, unknown> = Object.fromEntries(facts);
  const inner = (one: unknown) => shapeOf(document, one, fields);
  if (schema['items'] !== undefined) shape['items'] = inner(schema['items']);
  if (schema['additionalProperties'] === false && fields === undefined)
    shape['additionalProperties'] = false;
  for (const many of ['oneOf', 'anyOf', 'allOf'])
    if (schema[many] !== undefined) shape[many] = distinct(list(schema[many]).map(inner));
  if (schema['properties'] !== undefined) {
    const kept = Object.entries(at(schema, 'properties')).filter(
      ([field]) => fields === undefined || fields.has(field),
    );
    shape['properties'] = Object.fromEntries(kept.map(([field, one]) => [field, inner(one)]));
    const required = list(schema['required']).filter((field) =>
      kept.some(([one]) => one === field),
    );
    if (required.length > 0) shape['required'] = required;
    else delete shape['required'];
  }
  return schema['nullable'] === true ? { anyOf: [shape, { type: 'null' }] } : shape;
}

/** What differs only in fields that are left out is one alternative, of which `oneOf` must find no second. */
function distinct(shapes: readonly Schema[]): readonly Schema[] {
  return [...new Map(shapes.map((shape) => [JSON.stringify(shape), shape])).values()];
}

function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

function resolved(document: Json, given: unknown): Json {
  const one = (given ?? {}) as Json;
  const reference = one['$ref'];
  if (typeof reference !== 'string') return one;
  const found = reference
    .split('/')
    .slice(1)
    .reduce<Json>((place, key) => at(place, key), document);
  return resolved(document, found);
}

function at(place: Json, key: string): Json {
  const found = place[key];
  if (typeof found !== 'object' || found === null) throw new Error(`The document has no ${key}.`);
  return found as Json;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
