import type { LogEntry } from '../../sandbox/audit/entry-log.ts';

type Test = (entry: LogEntry) => boolean;

const TOKEN =
  /\s*(\(|\)|AND\b|OR\b|log_id\("((?:[^"\\]|\\.)*)"\)|([\w.]+)\s*(=~|=)\s*"((?:[^"\\]|\\.)*)")/y;

/**
 * Reads what the sink's filter uses of the Logging query language: `FIELD="VALUE"`, `FIELD=~"EXPRESSION"`, `log_id("ID")`,
 * AND, OR and parentheses. AND and OR are not mixed without parentheses. Throws on anything else.
 * https://cloud.google.com/logging/docs/view/logging-query-language
 */
export function readFilter(text: string): Test {
  const tokens = tokensOf(text);
  const { test, rest } = readAll(tokens);
  if (rest.length > 0) throw new Error(`The filter goes on after its end: ${rest[0]?.text}`);
  return test;
}

interface Token {
  readonly text: string;
  readonly test: Test | undefined;
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null)
      throw new Error(`The filter is not understood at: ${text.slice(at, at + 80)}`);
    const [, whole = '', logId, field, operator, value] = found;
    tokens.push({ text: whole, test: testOf(logId, field, operator, value) });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function testOf(logId?: string, field?: string, operator?: string, value = ''): Test | undefined {
  if (logId !== undefined) {
    const end = `/logs/${encodeURIComponent(unescaped(logId))}`;
    return ({ logName }) => typeof logName === 'string' && logName.endsWith(end);
  }
  if (field === undefined) return undefined;
  const wanted = unescaped(value);
  const expression = new RegExp(wanted);
  return (entry) => {
    const held = valueAt(entry, field.split('.'));
    if (typeof held !== 'string') return false;
    return operator === '=' ? held === wanted : expression.test(held);
  };
}

function readAll(tokens: readonly Token[]): {
  readonly test: Test;
  readonly rest: readonly Token[];
} {
  let { test, rest } = readOne(tokens);
  let joint: string | undefined;
  while (rest[0]?.text === 'AND' || rest[0]?.text === 'OR') {
    const [{ text }] = rest as [Token];
    if (joint !== undefined && joint !== text) throw new Error('AND and OR stand side by side.');
    joint = text;
    const before = test;
    const next = readOne(rest.slice(1));
    test = (entry) =>
      text === 'AND' ? before(entry) && next.test(entry) : before(entry) || next.test(entry);
    rest = next.rest;
  }
  return { test, rest };
}

function readOne([first, ...rest]: readonly Token[]): ReturnType<typeof readAll> {
  if (first?.test !== undefined) return { test: first.test, rest };
  if (first?.text !== '(') throw new Error(`The filter lacks a comparison at: ${first?.text}`);
  const inside = readAll(rest);
  if (inside.rest[0]?.text !== ')') throw new Error('A parenthesis is not closed.');
  return { test: inside.test, rest: inside.rest.slice(1) };
}

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt((value as Readonly<Record<string, unknown>>)[key], rest);
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}
