import { expect } from 'vitest';
import { seenRuns, unseenIn } from './seen.ts';

interface Shown {
  readonly text: string;
  readonly links: readonly { readonly url: string }[];
  /** What the reader's program made of the text: mentions and the like. */
  readonly made: readonly unknown[];
}

/** That news of a ticket and of an alert show a stranger's text as it stands, and lead nowhere but to what they name. */
export function expectAsItStands(told: readonly Shown[], text: string): void {
  expect(told).toHaveLength(2);
  for (const shown of told) {
    expect(shown.made).toEqual([]);
    expect(unseenIn(shown.text)).toEqual([]);
    for (const run of seenRuns(text)) expect(shown.text).toContain(run);
    for (const { url } of shown.links)
      expect([
        'https://github.com/example/jobs/issues/12',
        'https://console.cloud.google.com/logs/query',
      ]).toContain(url);
  }
}
