import type { LogEntry } from '../../audit/entry-log.ts';
import { ApiError } from '../../http/api-error.ts';

const SEVERITIES = [
  'DEFAULT',
  'DEBUG',
  'INFO',
  'NOTICE',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'ALERT',
  'EMERGENCY',
];
const COMPARISON = /\s*([\w.@]+)\s*(!=|>=|<=|=~|=|>|<|:)\s*("(?:[^"\\]|\\.)*"|[^\s()"]+)/y;
const JOINT = /\s*(?:AND\b)?/y;

/**
 * Reads the part of the Logging query language that reading audit entries takes: comparisons joined by AND, a blank or a
 * new line. Everything else is refused: a filter half understood would answer the wrong entries.
 * https://cloud.google.com/logging/docs/view/logging-query-language
 */
export function logFilter(text: string): (entry: LogEntry) => boolean {
  const tests: ((entry: LogEntry) => boolean)[] = [];
  const rest = withoutOuterParentheses(text);
  let at = 0;
  while (rest.slice(at).trim() !== '') {
    COMPARISON.lastIndex = at;
    const [, field = '', operator = '', value = ''] = COMPARISON.exec(rest) ?? [];
    if (field === '') throw notUnderstood(rest.slice(at));
    tests.push(comparison(field, operator, unquoted(value)));
    JOINT.lastIndex = COMPARISON.lastIndex;
    JOINT.exec(rest);
    at = Math.max(JOINT.lastIndex, COMPARISON.lastIndex);
  }
  return (entry) => tests.every((test) => test(entry));
}

function comparison(field: string, operator: string, value: string) {
  const path = field.split('.');
  if (field === 'timestamp' || field === 'severity') {
    const compare = ordered(field, value);
    return (entry: LogEntry) => holds(operator, compare(String(entry[field])));
  }
  if (operator === '=') return (entry: LogEntry) => valuesAt(entry, path).includes(value);
  if (operator === '!=') return (entry: LogEntry) => !valuesAt(entry, path).includes(value);
  if (operator === ':')
    return (entry: LogEntry) =>
      valuesAt(entry, path).some((one) => one.toLowerCase().includes(value.toLowerCase()));
  throw notUnderstood(`${field}${operator}${value}`);
}

/** How an entry's value stands to the filter's: below 0 is before. */
function ordered(field: 'timestamp' | 'severity', value: string): (text: string) => number {
  const rank = field === 'timestamp' ? Date.parse : (text: string) => SEVERITIES.indexOf(text);
  const wanted = rank(value);
  if (Number.isNaN(wanted) || wanted < 0) throw notUnderstood(`${field} ${value}`);
  return (text) => rank(text) - wanted;
}

function holds(operator: string, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '>=':
      return difference >= 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '<':
      return difference < 0;
    default:
      throw notUnderstood(operator);
  }
}

/** All values at a path, those inside lists included, as text. */
function valuesAt(value: unknown, [key, ...rest]: readonly string[]): readonly string[] {
  if (Array.isArray(value))
    return value.flatMap((one) => valuesAt(one, key === undefined ? [] : [key, ...rest]));
  if (key === undefined)
    return value === undefined || typeof value === 'object' ? [] : [String(value)];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  return valuesAt((value as Readonly<Record<string, unknown>>)[key], rest);
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value;
}

/** gcloud puts its own part and the user's into parentheses; with AND alone they change nothing. */
function withoutOuterParentheses(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[()]/g, (_, quoted) => quoted ?? ' ');
}

function notUnderstood(part: string): ApiError {
  return new ApiError(
    'INVALID_ARGUMENT',
    `The local organization does not understand "${part.trim().slice(0, 200)}" in a log filter. It understands FIELD="VALUE", FIELD!="VALUE" and FIELD:"PART", and severity and timestamp with =, !=, >=, >, <= and <, joined by AND.`,
  );
}
