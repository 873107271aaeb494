import type { z } from 'zod';
import { unknownSentence } from './issue-sentence.ts';
import { knownKeys } from './known-keys.ts';

/** A sentence for each thing wrong with a value that stands in no file of ours, with the path of the key; `whole` names the value. */
export function valueFaults(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  whole: string,
): readonly string[] {
  return issues.flatMap((issue) => {
    const where = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = knownKeys(schema, issue.path);
      return issue.keys.map((key) => at(where, unknownSentence(key, known, 'key'), whole));
    }
    const message = issue.code === 'invalid_key' ? issue.issues[0]?.message : issue.message;
    return [at(where, message ?? issue.message, whole)];
  });
}

function at(where: string, message: string, whole: string): string {
  const sentence = /[.?]$/.test(message) ? message : `${message}.`;
  if (/^must /.test(sentence) && where !== '') return `${where} ${sentence}`;
  return where === '' ? `In ${whole}: ${sentence}` : `At ${where}: ${sentence}`;
}
