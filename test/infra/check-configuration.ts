import type { Body, Configuration } from './configuration.ts';
import type { Block, ProviderSchema } from './provider-schema.ts';

const META = new Set(['for_each', 'count', 'depends_on', 'provider', 'lifecycle']);
const REFERENCE =
  /(data\.)?\b((?:google|archive)_\w+)\.([\w-]+)((?:\[[^\]]*\])?)(?:\.(\w+)((?:\[[^\]]*\])?)(?:\.(\w+))?)?/g;

interface Declared {
  readonly file: string;
  readonly kind: 'resource' | 'data';
  readonly type: string;
  readonly name: string;
  readonly body: Body;
}

/** A sentence for whatever the providers would refuse about types, arguments, blocks and what is read of them. */
export function checkConfiguration(
  configuration: Configuration,
  schema: ProviderSchema,
): readonly string[] {
  const all = declaredIn(configuration);
  const own = all.flatMap((one) => {
    const where = `${one.file}: ${addressOf(one)}`;
    const block = schemaOf(one, schema);
    return block === undefined
      ? [`${where}: the schema has no such type.`]
      : checkBlock(where, one.body, block);
  });
  const names = new Map(all.map((one) => [addressOf(one), one]));
  const references = Object.entries(configuration).flatMap(([file, parsed]) =>
    texts(parsed).flatMap((text) => checkReferences(file, text, names, schema)),
  );
  return [...own, ...checkProviders(configuration, schema), ...new Set(references)];
}

function checkProviders(configuration: Configuration, schema: ProviderSchema): readonly string[] {
  return Object.entries(configuration).flatMap(([file, { provider }]) =>
    Object.entries(provider).flatMap(([name, bodies]) => {
      const block = schema.providers[name];
      const where = `${file}: provider ${name}`;
      if (block === undefined) return [`${where}: the schema has no such provider.`];
      return bodies.flatMap((body) => checkBlock(where, body, block));
    }),
  );
}

function declaredIn(configuration: Configuration): readonly Declared[] {
  return Object.entries(configuration).flatMap(([file, parsed]) =>
    (['resource', 'data'] as const).flatMap((kind) =>
      Object.entries(parsed[kind]).flatMap(([type, names]) =>
        Object.entries(names).flatMap(([name, bodies]) =>
          bodies.map((body) => ({ file, kind, type, name, body })),
        ),
      ),
    ),
  );
}

function addressOf({ kind, type, name }: Pick<Declared, 'kind' | 'type' | 'name'>): string {
  return `${kind === 'data' ? 'data.' : ''}${type}.${name}`;
}

function schemaOf(
  { kind, type }: Pick<Declared, 'kind' | 'type'>,
  schema: ProviderSchema,
): Block | undefined {
  return schema[kind === 'data' ? 'data' : 'resources'][type];
}

function checkBlock(where: string, written: Body, block: Block): readonly string[] {
  const { dynamic, ...direct } = written;
  const dynamics = Object.entries((dynamic ?? {}) as Record<string, readonly Body[]>);
  const given = new Set([...Object.keys(direct), ...dynamics.map(([name]) => name)]);
  const required = [
    ...Object.entries(block.arguments).map(([name, one]) => ({ name, ...one, what: 'argument' })),
    ...Object.entries(block.blocks).map(([name, one]) => ({ name, ...one, what: 'block' })),
  ];
  const absent = required
    .filter((one) => one.required === true && !given.has(one.name))
    .map(({ what, name }) => `${where}: the ${what} ${name} is missing.`);
  const faults = Object.entries(direct)
    .filter(([name]) => !META.has(name))
    .flatMap(([name, value]) => checkMember(`${where}.${name}`, name, value, block));
  const inner = dynamics.flatMap(([name, bodies]) =>
    bodies.flatMap(({ content }) => checkMember(`${where}.${name}`, name, content, block)),
  );
  return [...absent, ...faults, ...inner];
}

function checkMember(where: string, name: string, value: unknown, block: Block): readonly string[] {
  const nested = block.blocks[name];
  if (nested !== undefined) {
    if (!isBodies(value)) return [`${where} is a block: write it without "=".`];
    const once = nested.many === undefined && value.length > 1;
    const faults = value.flatMap((one) => checkBlock(where, one, nested));
    return once ? [`${where} is written ${value.length} times.`, ...faults] : faults;
  }
  if (Object.hasOwn(block.computed, name)) return [`${where} can be read only.`];
  if (block.arguments[name] === undefined) return [`${where}: there is no such argument.`];
  return isBodies(value) ? [`${where} is an argument: write it with "=".`] : [];
}

/** Lists of lists of names are arguments; what is a block comes as a list of bodies. */
function isBodies(value: unknown): value is readonly Body[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one))
  );
}

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(texts);
}

function checkReferences(
  file: string,
  text: string,
  names: ReadonlyMap<string, Declared>,
  schema: ProviderSchema,
): readonly string[] {
  return [...text.matchAll(REFERENCE)].flatMap(
    ([whole, data, type = '', name = '', , first, , second]) => {
      const one = names.get(`${data ?? ''}${type}.${name}`);
      if (one === undefined) return [`${file}: ${whole} is declared nowhere.`];
      const block = schemaOf(one, schema);
      if (block === undefined || first === undefined || knows(block, first, second)) return [];
      return [`${file}: ${whole} is nothing that ${type} has.`];
    },
  );
}

function knows(block: Block, first: string, second: string | undefined): boolean {
  const nested = block.blocks[first];
  if (nested !== undefined) return second === undefined || knows(nested, second, undefined);
  return Object.hasOwn(block.arguments, first) || Object.hasOwn(block.computed, first);
}
