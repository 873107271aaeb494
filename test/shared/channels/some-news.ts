import type {
  AlertNews,
  Draft,
  FindingNews,
  TicketNews,
} from '../../../shared/channels/channel.ts';
import type { Alert } from '../../../shared/domain/alert.ts';
import { someFinding } from '../../fixtures/finding.ts';

const MARK = '0123456789abcdef0123456789abcdef';

export function someDraft(changes: Partial<Draft> = {}): Draft {
  return {
    fingerprint: 'fedcba9876543210fedcba9876543210',
    id: 'BAILIFF-7',
    title: 'nightly of payments-prod runs as a default account',
    body: [
      { kind: 'paragraph', text: 'The default account is an Editor.' },
      { kind: 'list', heading: 'Plan', items: ['Make an account.', 'Move the job onto it.'] },
      {
        kind: 'code',
        heading: 'With gcloud',
        lines: ['gcloud run jobs update nightly \\', '  --project=payments-prod'],
      },
      { kind: 'divider' },
      { kind: 'link', label: 'Log entry', url: 'https://console.cloud.google.com/logs/query' },
    ],
    severity: 'high',
    rules: ['default-service-account'],
    project: 'payments-prod',
    owner: 'team-payments',
    ...changes,
  };
}

export function someTicketNews(changes: Partial<TicketNews> = {}): TicketNews {
  return {
    kind: 'ticket',
    mark: MARK,
    change: 'opened',
    draft: someDraft(),
    because: 'The rule says ticket.',
    links: { github: 'https://github.com/example/jobs/issues/12' },
    ...changes,
  };
}

export function someAlertNews(changes: Partial<Alert> = {}): AlertNews {
  const alert: Alert = {
    id: 'fight:nightly',
    key: 'fight:nightly',
    kind: 'fight',
    severity: 'critical',
    text: 'nightly was set back 5 times. Ask who deploys it.',
    about: '//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly',
    firstRaised: '2026-11-22T10:00:00Z',
    lastRaised: '2026-11-22T10:30:00Z',
    count: 2,
    published: undefined,
    ...changes,
  };
  return { kind: 'alert', mark: MARK, alert };
}

export function someFindingNews(
  changes: Parameters<typeof someFinding>[0] = {},
  at = '2026-11-22T10:00:01Z',
): FindingNews {
  return { kind: 'finding', mark: MARK, finding: someFinding(changes), severity: 'high', at };
}

/** News of a ticket in which every text that may be a stranger's is this one. */
export function strangeTicketNews(text: string): TicketNews {
  const body = [
    { kind: 'paragraph', text },
    { kind: 'list', heading: text, items: [text, `x ${text}`] },
    { kind: 'code', heading: text, lines: [text, `  ${text}`] },
    { kind: 'link', label: text, url: 'https://console.cloud.google.com/logs/query' },
  ] as const;
  const draft = someDraft({ title: text, body, project: text, owner: text });
  return someTicketNews({ draft, because: text });
}

export function strangeAlertNews(text: string): AlertNews {
  return someAlertNews({ id: text, key: text, text, about: text });
}
