import type { ASTNode } from '@marcbachmann/cel-js';

interface Refused {
  readonly offset: number;
  readonly message: string;
}

const COMPREHENSIONS: ReadonlySet<string> = new Set([
  'all',
  'exists',
  'exists_one',
  'map',
  'filter',
]);

/**
 * The first part of a condition that compiles and must not run all the same, since names are chosen by strangers and
 * the library sets no limit on time: `matches` backtracks, `cel.bind` doubles texts, and comprehensions multiply.
 */
export function refusedPart(node: ASTNode, nesting = 0): Refused | undefined {
  const own = refusal(node, nesting);
  if (own !== undefined) return { offset: node.start, message: own };
  const inside = nesting + (comprehends(node) ? 1 : 0);
  for (const child of children(node.args)) {
    const refused = refusedPart(child, inside);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

function comprehends(node: ASTNode): boolean {
  return node.op === 'rcall' && COMPREHENSIONS.has(node.args[0]);
}

function refusal(node: ASTNode, nesting: number): string | undefined {
  if (node.op !== 'rcall') return undefined;
  const [name, , operands] = node.args;
  if (name === 'matches') {
    return 'matches() is refused: it backtracks, and names are chosen by strangers. Use glob(), in which * stands for any text.';
  }
  if (name === 'bind') return 'cel.bind() is refused: write the value out where it is used.';
  if (name === 'glob') return patternRefusal(operands[0]);
  if (comprehends(node) && nesting > 1) {
    return `${name}() is refused inside two others: the time it takes would multiply.`;
  }
  return undefined;
}

function patternRefusal(pattern: ASTNode | undefined): string | undefined {
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') {
    return 'glob() takes a pattern written out in quotes, not one that a finding could choose.';
  }
  return /[?[\]{}]/.test(pattern.args)
    ? 'In the pattern of glob() only * is special: ? and brackets would stand for themselves, so leave them out.'
    : undefined;
}

function children(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(children);
  return isNode(args) ? [args] : [];
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
