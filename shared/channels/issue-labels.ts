import type { Draft } from './channel.ts';

/** What every issue of Bailiff's bears, and is looked for by. */
export const ISSUE_LABEL = 'bailiff';
const LONGEST = 50;
const OWN = /^(?:bailiff(?:-.*)?|severity-(?:low|medium|high|critical))$/i;

/** GitHub takes labels of 50 characters, GitLab of 255. */
export function issueLabels({ rules, severity }: Draft): readonly string[] {
  const named = rules.map((rule) => `${ISSUE_LABEL}-${rule}`.slice(0, LONGEST));
  return [...new Set([ISSUE_LABEL, ...named, `severity-${severity}`])];
}

/** Those of the draft, and what people have put there: all that does not look like Bailiff's own. */
export function labelsAfter(before: readonly string[], draft: Draft): readonly string[] {
  return [...issueLabels(draft), ...before.filter((label) => !OWN.test(label))];
}
