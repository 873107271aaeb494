import type { Draft, Note } from '../../../shared/channels/channel.ts';

/** A ticket's draft like any other, but for what a test is about. */
export function anyDraft(different: Partial<Draft> = {}): Draft {
  return {
    fingerprint: '0123456789abcdef0123456789abcdef',
    id: 'BAILIFF-7',
    title: 'reports in payments-prod runs as the default account',
    body: [
      {
        kind: 'paragraph',
        text: 'The job runs as 310000000001-compute@developer.gserviceaccount.com.',
      },
      {
        kind: 'list',
        heading: 'Why it matters',
        items: ['It can change the project.', 'So can code in it.'],
      },
      {
        kind: 'code',
        heading: 'To mend it',
        lines: ['gcloud run jobs update reports \\', '  --project=payments-prod'],
      },
      {
        kind: 'link',
        label: 'The log entry',
        url: 'https://console.cloud.google.com/logs/query;query=x',
      },
      { kind: 'divider' },
    ],
    severity: 'high',
    rules: ['default-service-account'],
    project: 'payments-prod',
    owner: undefined,
    ...different,
  };
}

export function anyNote(different: Partial<Note> = {}): Note {
  return { mark: '0011223344556677', text: 'Seen again.', again: false, ...different };
}
