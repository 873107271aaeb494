import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { z } from 'zod';

const body = z.record(z.string(), z.unknown());
const byName = z.record(z.string(), z.array(body));
const byType = z.record(z.string(), byName);

/** One file as `@cdktf/hcl2json` reads it: blocks are lists of bodies, expressions stay text. */
const File = z.object({
  resource: byType.default({}),
  data: byType.default({}),
  variable: byName.default({}),
  output: byName.default({}),
  module: byName.default({}),
  locals: z.array(body).default([]),
  terraform: z.array(body).default([]),
  provider: byName.default({}),
});
export type Configuration = Readonly<Record<string, z.infer<typeof File>>>;
export type Body = z.infer<typeof body>;

export const ROOT = join(import.meta.dirname, '../..');

const read = new Map<string, Promise<Configuration>>();

/** Every .tf file of a folder, parsed once, by its name. Rejects with FILE:LINE when one is not sound. */
export function readConfiguration(folder: string): Promise<Configuration> {
  const before = read.get(folder);
  if (before !== undefined) return before;
  const reading = readFolder(folder);
  read.set(folder, reading);
  return reading;
}

async function readFolder(folder: string): Promise<Configuration> {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.tf'));
  return parseConfiguration(
    Object.fromEntries(names.map((name) => [name, readFileSync(join(ROOT, folder, name), 'utf8')])),
  );
}

/** Throws on a kind of block that it does not know, so that none goes unchecked. */
export async function parseConfiguration(
  texts: Readonly<Record<string, string>>,
): Promise<Configuration> {
  const entries = Object.entries(texts).map(async ([name, text]) => {
    return [name, File.strict().parse(await parse(name, text))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The value of one local, wherever it is. */
export function localOf(configuration: Configuration, name: string): unknown {
  const values = Object.values(configuration).flatMap(({ locals }) =>
    locals.flatMap((one) => (Object.hasOwn(one, name) ? [one[name]] : [])),
  );
  if (values.length !== 1) throw new Error(`There are ${values.length} locals named ${name}.`);
  return values[0];
}
