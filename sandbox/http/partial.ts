import type { Answer } from './call.ts';

/** What is wanted of an object: each field whole (`true`), or of what is in it no more than that. */
interface Selection {
  readonly [field: string]: true | Selection;
}

const TOKEN = /[\w$*]+|[,/()]/g;

/**
 * The fields of an answer that `fields` names (`a,b/c,d(e,f/g)`), in lists and below; what it names and the answer lacks is left
 * out. https://cloud.google.com/apis/docs/system-parameters, `$fields`
 */
export function partial(answer: Answer, fields: string): Answer {
  const tokens = fields.match(TOKEN) ?? [];
  return picked(answer, readSelection(tokens, { at: 0 })) as Answer;
}

function readSelection(tokens: readonly string[], place: { at: number }): Selection {
  const wanted: Record<string, true | Selection> = {};
  while (place.at < tokens.length && tokens[place.at] !== ')') {
    const field = tokens[place.at] ?? '';
    place.at += 1;
    if (field !== ',') wanted[field] = readBelow(tokens, place);
  }
  return wanted;
}

/** What follows the name of a field. */
function readBelow(tokens: readonly string[], place: { at: number }): true | Selection {
  const next = tokens[place.at];
  if (next !== '/' && next !== '(') return true;
  place.at += 1;
  if (next === '/') {
    const field = tokens[place.at] ?? '';
    place.at += 1;
    return { [field]: readBelow(tokens, place) };
  }
  const inside = readSelection(tokens, place);
  place.at += 1;
  return inside;
}

function picked(value: unknown, selection: true | Selection): unknown {
  if (selection === true || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => picked(one, selection));
  const every = selection['*'];
  const entries = Object.entries(value).flatMap(([name, one]) => {
    const wanted = selection[name] ?? every;
    return wanted === undefined ? [] : [[name, picked(one, wanted)] as const];
  });
  return Object.fromEntries(entries);
}
