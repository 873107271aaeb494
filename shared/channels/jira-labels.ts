import type { Draft } from './channel.ts';

/** The label by which an issue is found again. */
export function jiraLabel(fingerprint: string): string {
  return `bailiff-${fingerprint}`;
}

/** Labels know no spaces; none of these has one. */
export function jiraLabels({
  fingerprint,
  rules,
  severity,
}: Pick<Draft, 'fingerprint' | 'rules' | 'severity'>): readonly string[] {
  const about = rules.map((rule) => `bailiff-rule-${rule}`);
  return ['bailiff', jiraLabel(fingerprint), `bailiff-severity-${severity}`, ...about];
}

/** What makes the labels that are there those of the draft, and leaves alone what people added. */
export function labelChanges(
  there: readonly string[],
  draft: Draft,
): readonly ({ readonly add: string } | { readonly remove: string })[] {
  const wanted = jiraLabels(draft);
  const stale = there.filter((label) => isOfDraft(label) && !wanted.includes(label));
  return [
    ...wanted.filter((label) => !there.includes(label)).map((label) => ({ add: label })),
    ...stale.map((label) => ({ remove: label })),
  ];
}

function isOfDraft(label: string): boolean {
  return label.startsWith('bailiff-rule-') || label.startsWith('bailiff-severity-');
}
