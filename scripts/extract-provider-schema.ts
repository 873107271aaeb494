// Writes test/infra/provider-schema.json: what infra/ uses of the Terraform providers, read from the packages that carry
// their schema as types. They are too large to depend on, so they are unpacked by hand, outside of the repository:
//   npm pack @cdktf/provider-google@16.12.1 && npm pack @cdktf/provider-archive@11.0.1   (then unpack each with tar)
//   node scripts/extract-provider-schema.ts GOOGLE_PACKAGE ARCHIVE_PACKAGE
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block, Computed, ProviderSchema, Source } from '../test/infra/provider-schema.ts';

const ROOT = join(import.meta.dirname, '..');
const WRITTEN = join(ROOT, 'test/infra/provider-schema.json');
const CONFIG = /export interface (\w+)Config extends cdktf\.TerraformMetaArguments/;
const FIELD = /#(\w+) \w+#\1\}[^{}]*?\*\/\s+readonly (\w+)(\??): ([^;{]+|\{[^}]*\});/g;
const MAPPED =
  /^ {8,12}(\w+): \{\s+value: [^\n]*\n\s+isBlock: (true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)",/gm;
const READ = /get (\w+)\(\) \{\s+return this\.get(\w+)Attribute\('(\w+)'\);/g;
const SIMPLE: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  stringMap: 'map(string)',
  stringList: 'list(string)',
  numberList: 'list(number)',
};

const packages = process.argv.slice(2);
const used = usedTypes();
const sources: Record<string, Source> = {};
const schema: ProviderSchema = { sources, providers: {}, resources: {}, data: {} };
for (const folder of packages) addPackage(folder);
const missing = used.filter(
  ({ kind, type }) => schema[kind === 'data' ? 'data' : 'resources'][type] === undefined,
);
if (packages.length === 0 || missing.length > 0) {
  const names = missing.map(({ kind, type }) => `${kind} ${type}`).join(', ');
  process.stderr.write(
    `No package given holds ${names || 'anything'}; see the first lines of this file.\n`,
  );
  process.exitCode = 2;
} else writeFileSync(WRITTEN, `${JSON.stringify(schema, undefined, 2)}\n`);

interface Used {
  readonly kind: 'resource' | 'data';
  readonly type: string;
}

function usedTypes(): readonly Used[] {
  const folder = join(ROOT, 'infra');
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.tf'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/^(resource|data) "(\w+)"/gm)]);
  const keys = new Set(found.map(([, kind, type]) => `${kind} ${type}`));
  return [...keys].sort().map((key) => {
    const [kind, type = ''] = key.split(' ');
    return { kind: kind === 'data' ? 'data' : 'resource', type };
  });
}

function addPackage(folder: string): void {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
  };
  const provider = name.split('/provider-')[1] ?? '';
  const declared = readFileSync(join(folder, 'lib/provider/index.d.ts'), 'utf8');
  const [, source, release] = /\/providers\/(\w+\/\w+)\/([\d.]+)\//.exec(declared) ?? [];
  sources[provider] = { package: `${name} ${version}`, provider: `${source} ${release}` };
  schema.providers[provider] = providerBlock(provider, join(folder, 'lib/provider'));
  for (const { kind, type } of used.filter((one) => one.type.startsWith(`${provider}_`))) {
    const stem = kind === 'data' ? `data-${type}` : type.slice(provider.length + 1);
    const path = join(folder, 'lib', stem.replaceAll('_', '-'));
    if (existsSync(path)) schema[kind === 'data' ? 'data' : 'resources'][type] = topBlock(path);
  }
}

/** How a provider is set up, without the addresses that each of its APIs can be given. */
function providerBlock(provider: string, folder: string): Block {
  const name = `${provider.charAt(0).toUpperCase()}${provider.slice(1)}Provider`;
  const whole = block(`${name}Config`, name, read(folder));
  const kept = Object.entries(whole.arguments).filter(([one]) => !/_custom_endpoint$/.test(one));
  return { ...whole, arguments: Object.fromEntries(kept) };
}

function topBlock(folder: string): Block {
  const texts = read(folder);
  const [, name = ''] = CONFIG.exec(texts.declared) ?? [];
  const top = block(`${name}Config`, name, texts);
  // The package lets every resource be given an id, which no provider takes.
  delete top.arguments['id'];
  top.computed['id'] = 'string';
  return top;
}

interface Texts {
  readonly declared: string;
  readonly code: string;
}

function read(folder: string): Texts {
  return {
    declared: readFileSync(join(folder, 'index.d.ts'), 'utf8'),
    code: readFileSync(join(folder, 'index.js'), 'utf8'),
  };
}

/** `shape` is the interface of what may be written, `holder` the class of what may be read. */
function block(shape: string, holder: string, texts: Texts): Block {
  const result: Block = { arguments: {}, blocks: {}, computed: {} };
  const mapped = mappings(holder, texts.code);
  const fields = [...within(`export interface ${shape} `, texts.declared).matchAll(FIELD)];
  if (fields.length !== mapped.size)
    throw new Error(`${shape} has ${fields.length} members, and its code maps ${mapped.size}.`);
  for (const [, name = '', , optional, type = ''] of fields) {
    const is = mapped.get(name);
    if (is === undefined) throw new Error(`${shape} has ${name}, which its code does not map.`);
    const required = optional === '' ? { required: true } : {};
    if (is.block) result.blocks[name] = { ...required, ...nested(type, is) };
    else result.arguments[name] = { type: typeOf(is), ...required };
  }
  for (const [name, type] of reads(holder, texts.code))
    if (!mapped.has(name)) result.computed[name] = type;
  return result;

  function nested(type: string, is: Mapping): Block {
    const inner = type.replace(/\[\].*/, '').trim();
    const many = is.type === 'set' ? 'set' : 'list';
    return { ...(type.includes('[]') ? { many } : {}), ...block(inner, inner, texts) };
  }
}

function typeOf({ type, storage }: Mapping): string {
  const known = SIMPLE[storage];
  if (known === undefined) throw new Error(`There is an argument of type ${storage}.`);
  return type === 'set' ? known.replace(/^list/, 'set') : known;
}

interface Mapping {
  readonly block: boolean;
  readonly type: string;
  readonly storage: string;
}

/** How a class or a nested block writes each member. */
function mappings(holder: string, code: string): ReadonlyMap<string, Mapping> {
  const lower = `${holder.charAt(0).toLowerCase()}${holder.slice(1)}`;
  const nested = within(`function ${lower}ToHclTerraform(`, code);
  const own = nested || within('    synthesizeHclAttributes() {', code);
  return new Map(
    [...own.matchAll(MAPPED)].map(([, name = '', isBlock, type = '', storage = '']) => [
      name,
      { block: isBlock === 'true', type, storage },
    ]),
  );
}

/** What can be read of a resource or of a nested block, with its type. */
function reads(holder: string, code: string): readonly (readonly [string, Computed])[] {
  const nested = within(`class ${holder}OutputReference extends `, code);
  const own = nested || within(`class ${holder} extends cdktf.Terraform`, code);
  return [...own.matchAll(READ)].map(([, , kind = '', name = '']) => {
    const types: Readonly<Record<string, Computed>> = {
      String: 'string',
      Number: 'number',
      Boolean: 'bool',
      List: 'list(string)',
      StringMap: 'map(string)',
    };
    return [name, types[kind] ?? 'string'];
  });
}

/** The text from a beginning to the next line that closes at its depth. */
function within(beginning: string, text: string): string {
  const start = text.indexOf(beginning);
  if (start < 0) return '';
  const indent = /^ */.exec(beginning)?.[0] ?? '';
  const end = text.indexOf(`\n${indent}}\n`, start);
  return text.slice(start, end < 0 ? undefined : end + 1);
}
