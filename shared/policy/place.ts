import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
} from 'yaml';

export type Path = readonly PropertyKey[];

/** Finds where the parts of a parsed document stand in its text. */
export interface Place {
  /** The value at the path; the key before it when the value is left empty; the map around it when it is missing. */
  readonly of: (path: Path) => number;
  /** A key of the map at the path. */
  readonly ofKey: (path: Path, key: string) => number;
  /** The character at this offset of the text value at the path, whatever its quoting and folding. */
  readonly within: (path: Path, offset: number) => number;
  readonly lineAndColumn: (offset: number) => { readonly line: number; readonly column: number };
}

export function placeIn(text: string, document: Document, lines: LineCounter): Place {
  const of = (path: Path): number => {
    const { node, key, around } = find(document, path);
    const empty = isScalar(node) && node.value === null && (node.source ?? '') === '';
    return start(empty ? (key ?? node) : node) ?? start(around) ?? 0;
  };
  return {
    of,
    ofKey: (path, key) => start(find(document, [...path, key]).key) ?? of(path),
    within: (path, offset) => {
      const { node } = find(document, path);
      const from = start(node) ?? of(path);
      return isScalar(node) && typeof node.value === 'string'
        ? aligned(text, from, node.range?.[1] ?? text.length, node.value.slice(0, offset + 1))
        : from;
    },
    lineAndColumn: (offset) => {
      const { line, col } = lines.linePos(offset);
      return { line: Math.max(1, line), column: Math.max(1, col) };
    },
  };
}

interface Found {
  readonly node: Node | undefined;
  readonly key: Node | undefined;
  /** The nearest node above, when the path leads nowhere. */
  readonly around: Node | undefined;
}

function find(document: Document, path: Path): Found {
  let found: Found = { node: document.contents ?? undefined, key: undefined, around: undefined };
  for (const part of path) {
    const parent = isAlias(found.node) ? found.node.resolve(document) : found.node;
    const next = child(parent, part);
    if (next.node === undefined && next.key === undefined) {
      return { ...next, around: found.node ?? found.around };
    }
    found = { ...next, around: parent };
  }
  return found;
}

function child(parent: Node | undefined, part: PropertyKey): Found {
  const nowhere = { node: undefined, key: undefined, around: parent };
  if (isSeq(parent)) {
    const item = parent.items[Number(part)];
    return isNode(item) ? { node: item, key: undefined, around: parent } : nowhere;
  }
  if (!isMap(parent)) return nowhere;
  const pair = parent.items.findLast(({ key }) => keyText(key) === String(part));
  if (pair === undefined) return nowhere;
  const key = isNode(pair.key) ? pair.key : undefined;
  return { node: isNode(pair.value) ? pair.value : undefined, key, around: parent };
}

/** The text of a key as the value read from the document has it; `undefined` for lists and maps as keys. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  return key.value === null ? '' : String(key.value);
}

function start(node: Node | undefined): number | undefined {
  return node?.range?.[0];
}

/**
 * Walks the source along the value, skipping what the value does not show (quotes, escapes, indentation, the header of
 * a block), and ends where the value's last character stands.
 */
function aligned(text: string, from: number, end: number, value: string): number {
  const block = text[from] === '|' || text[from] === '>';
  let at = block ? text.indexOf('\n', from) : from - 1;
  let last = at + 1;
  for (const character of value) {
    do at += 1;
    while (at < end && !shows(text[at], character));
    if (at >= end) return last;
    last = at;
  }
  return last;
}

function shows(source: string | undefined, character: string): boolean {
  return source === character || (character === ' ' && source === '\n');
}
