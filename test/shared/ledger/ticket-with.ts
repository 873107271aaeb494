import type { Ticket } from '../../../shared/domain/ticket.ts';

/** A change that adds the finding to the ticket, which is made if there is none. */
export function ticketWith(finding: string): (present: Ticket | undefined) => Ticket {
  return (present) => ({
    id: '',
    key: 'all',
    state: 'open',
    rules: [],
    resources: [],
    title: 'Jobs on the default service account',
    body: '',
    blocks: [],
    severity: 'medium',
    project: 'payments-prod',
    channels: [],
    comments: [],
    opened: '2026-03-01T10:00:00Z',
    updated: '2026-03-01T10:00:00Z',
    ...present,
    findings: [...(present?.findings ?? []), finding],
  });
}
