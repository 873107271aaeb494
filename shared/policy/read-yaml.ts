import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from 'yaml';
import { keyText, type Path, type Place, placeIn } from './place.ts';

/** Something wrong with the text before anything is known of its meaning. */
export interface Flaw {
  readonly path: Path;
  readonly offset: number;
  readonly message: string;
}

export interface ReadYaml {
  /** False when the flaws leave nothing to be judged further. */
  readonly sound: boolean;
  readonly value: unknown;
  readonly flaws: readonly Flaw[];
  readonly place: Place;
}

// Hundreds of exemptions stay below; more would only serve whoever wants to stall the process.
const MAX_CHARACTERS = 256 * 1024;
const MAX_ALIASES = 50;

/** Reads one YAML 1.2 document, in time that grows with its length, and says where everything stands in it. */
export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const tooLong = text.length > MAX_CHARACTERS;
  // The library looks for duplicate keys in square time; ownFlaws does it in one pass.
  const document = parseDocument(tooLong ? '' : text, {
    lineCounter: lines,
    uniqueKeys: false,
    schema: 'core',
    prettyErrors: false,
    logLevel: 'error',
  });
  const place = placeIn(text, document, lines);
  const unsound = (flaws: readonly Flaw[]) => ({ sound: false, value: undefined, flaws, place });
  if (tooLong) {
    return unsound([
      flaw(0, `A policy may have ${MAX_CHARACTERS} characters; this has ${text.length}.`),
    ]);
  }
  const broken = [...syntaxFlaws(document), ...aliasFlaws(document)];
  if (broken.length > 0) return unsound(broken);
  if (document.contents === null) {
    return unsound([flaw(0, 'The policy is empty: it begins with apiVersion: bailiff/v1.')]);
  }
  const flaws = [...keyFlaws(document.contents, [])];
  try {
    return { sound: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }), flaws, place };
  } catch (error) {
    if (error instanceof ReferenceError) return unsound([...flaws, flaw(0, TOO_MANY_ALIASES)]);
    throw error;
  }
}

const TOO_MANY_ALIASES = `The file uses more than ${MAX_ALIASES} aliases, counting those inside others: write the values out.`;

const SENTENCES: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'A policy is one YAML document: take out what follows "---".',
  RESOURCE_EXHAUSTION: 'This is nested too deep for a policy.',
};

function syntaxFlaws(document: Document.Parsed): readonly Flaw[] {
  const { errors, warnings } = document;
  const deep = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  return (deep === undefined ? [...errors, ...warnings] : [deep]).map(({ code, message, pos }) =>
    flaw(pos[0], SENTENCES[code] ?? `This is not sound YAML: ${message.replace(/\.?$/, '.')}`),
  );
}

function aliasFlaws(document: Document.Parsed): readonly Flaw[] {
  const flaws: Flaw[] = [];
  let count = 0;
  visit(document, {
    Alias: (_, alias) => {
      count += 1;
      const at = alias.range?.[0] ?? 0;
      if (count > MAX_ALIASES) {
        flaws.push(flaw(at, TOO_MANY_ALIASES));
        return visit.BREAK;
      }
      if (alias.resolve(document) === undefined) {
        const message = `The alias *${alias.source} has no anchor &${alias.source} before it.`;
        flaws.push(flaw(at, message));
      }
      return undefined;
    },
  });
  return flaws;
}

function* keyFlaws(node: unknown, path: Path): Generator<Flaw> {
  if (isAlias(node) || !isNode(node)) return;
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) yield* keyFlaws(item, [...path, index]);
  }
  if (!isMap(node)) return;
  const seen = new Set<string>();
  for (const { key, value } of node.items) {
    const name = keyText(key);
    const at = (isNode(key) ? key.range?.[0] : undefined) ?? node.range?.[0] ?? 0;
    if (name === undefined) {
      yield { path, offset: at, message: 'A key is plain text, not a list, a map or an alias.' };
      continue;
    }
    if (seen.has(name)) {
      const message = `The key "${name}" stands here twice: keep one.`;
      yield { path: [...path, name], offset: at, message };
    }
    seen.add(name);
    yield* keyFlaws(value, [...path, name]);
  }
}

function flaw(offset: number, message: string): Flaw {
  return { path: [], offset, message };
}
