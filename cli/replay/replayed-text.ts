import { KEPT } from '../../shared/deployed/parts.ts';
import type { ApiFailure } from '../../shared/gcp/api-failure.ts';
import { table } from '../table.ts';
import type { Letter } from './kept.ts';

/** What a replay came to. */
export interface Replayed {
  readonly looked: number;
  /** Those that were asked for, whether they were published or not. */
  readonly found: readonly Letter[];
  readonly published: number;
  /** What ended it before its time. */
  readonly failure: ApiFailure | undefined;
}

const SAMPLE = 3;

/** For people: how many came from where, and what to do next. What the letters say is not shown. */
export function replayedText(
  { looked, found, published, failure }: Replayed,
  { project, yes }: { readonly project: string; readonly yes?: true },
): string {
  const bySubscription = Object.groupBy(found, ({ subscription }) => subscription);
  const rows = Object.entries(bySubscription).map(([subscription, letters = []]) => [
    subscription,
    letters[0]?.topic ?? 'none of Bailiff: left where it is',
    String(letters.length),
    letters.map((letter) => letter.published).toSorted()[0] ?? '',
    letters
      .slice(0, SAMPLE)
      .map(({ messageId }) => messageId)
      .join(' '),
  ]);
  const shown =
    rows.length === 0
      ? 'No dead letters.\n'
      : table(['SUBSCRIPTION', 'TOPIC', 'LETTERS', 'OLDEST', 'IDS'], rows);
  const end =
    failure === undefined
      ? ending(found.length, published, yes === true)
      : stopped(failure, published, project, topicsOf(found));
  return `${shown}Looked at ${looked}. ${end}\n`;
}

function ending(found: number, published: number, yes: boolean): string {
  if (found === 0) return 'There is nothing to publish.';
  if (!yes) return `Nothing was published: --yes publishes the ${found} again.`;
  const left = found - published;
  return left === 0
    ? `All ${published} were published again.`
    : `${published} were published again, ${left} stay where they are.`;
}

function stopped(
  { api, status, message }: ApiFailure,
  published: number,
  project: string,
  topics: readonly string[],
): string {
  const what = `Stopped after ${published}: ${api} answered HTTP ${status} (${message.replace(/\p{Cc}/gu, ' ')}).`;
  if (status !== 403) return `${what} Nothing is lost: run it again.`;
  const member = '--member=user:YOUR-ADDRESS';
  const lines = [
    `gcloud pubsub subscriptions add-iam-policy-binding ${KEPT} ${member} --role=roles/pubsub.subscriber --project=${project}`,
    ...topics.map(
      (topic) =>
        `gcloud pubsub topics add-iam-policy-binding ${topic} ${member} --role=roles/pubsub.publisher --project=${project}`,
    ),
  ];
  return `${what} It takes a grant for the moment, which raises an alert and which terraform apply takes back (docs/operations.md):\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

function topicsOf(found: readonly Letter[]): readonly string[] {
  return [...new Set(found.map(({ topic }) => topic))].filter((topic) => topic !== undefined);
}
