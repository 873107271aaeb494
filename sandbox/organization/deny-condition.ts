import { Environment } from '@marcbachmann/cel-js';

const STRINGS = /'[^'\\]*'|"[^"\\]*"/g;
const TAG_CALLS =
  /\bresource\.(?:(?:matchTag|matchTagId)\(\s*''\s*,\s*''\s*\)|(?:hasTagKey|hasTagKeyId)\(\s*''\s*\))/g;

const environment = new Environment();

/**
 * Whether a deny rule with this condition applies; `undefined` for one that a deny policy cannot hold, which are all
 * but combinations of the resource-tag functions. No resource of the local organization has a tag.
 * https://cloud.google.com/iam/docs/deny-overview
 */
export function denialHolds(expression: string): boolean | undefined {
  const bare = expression.replace(STRINGS, "''");
  // The sign is none of CEL's, so that one in the expression itself cannot pass for a call.
  if (bare.includes('#')) return undefined;
  const calls = bare.replace(TAG_CALLS, '#');
  if (!calls.includes('#') || !/^(?:[#!()\s]|&&|\|\|)+$/.test(calls)) return undefined;
  try {
    const answer: unknown = environment.evaluate(calls.replaceAll('#', ' false '));
    return typeof answer === 'boolean' ? answer : undefined;
  } catch {
    return undefined;
  }
}
