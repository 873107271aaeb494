import { describe, expect, it } from 'vitest';
import { nextTicket } from '../../../functions/notify/next-ticket.ts';
import type { Finding } from '../../../shared/domain/finding.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { someFinding } from '../../fixtures/finding.ts';
import { deniedFinding } from './account-use-finding.ts';

const AT = '2026-11-22T10:00:05Z';
const HOURS_LATER = '2026-11-22T14:00:00Z';

function opened(...findings: readonly Finding[]): Ticket {
  const ticket = nextTicket(undefined, findings, AT);
  if (ticket === undefined) throw new Error('no ticket was opened');
  return { ...ticket, id: 'BAILIFF-1', key: 'x' };
}

describe('the ticket of a resource', () => {
  it('is opened for a finding that wants attention, and names rule, job and the lines that mend it', () => {
    const ticket = opened(someFinding());
    expect(ticket).toMatchObject({
      state: 'open',
      rules: ['default-service-account'],
      resources: ['//run.googleapis.com/projects/payments-prod/locations/us-central1/jobs/nightly'],
      title: 'default-service-account: Cloud Run job nightly (payments-prod, us-central1)',
      comments: [],
    });
    expect(ticket.body).toContain('It holds roles/editor on the project');
    expect(ticket.body).toContain('gcloud run jobs update nightly --project=payments-prod');
    expect(ticket.body).toContain('The rule says ticket.');
  });

  it.each([
    ['is only observed', someFinding({ state: 'open', mode: 'observe' })],
    ['is exempt and was never told', someFinding({ state: 'exempt', mode: 'observe' })],
    ['was mended by others before it was told', someFinding({ state: 'resolved' })],
  ])('is not opened for a finding that %s', (_case, finding) => {
    expect(nextTicket(undefined, [finding], AT)).toBeUndefined();
  });

  it('is opened and closed at once by a remediation, with what happened as the comment', () => {
    const history = [{ at: AT, what: 'The job was moved.' }];
    const ticket = opened(someFinding({ state: 'remediated', mode: 'remediate', history }));
    expect(ticket.state).toBe('closed');
    expect(ticket.comments).toEqual([{ at: AT, text: 'Closed: The job was moved.' }]);
  });

  it('is not written again when nothing changed', () => {
    const finding = someFinding();
    expect(nextTicket(opened(finding), [finding], HOURS_LATER)).toBeUndefined();
  });

  it('shows every recurrence in its body, and comments on one an hour at the most', () => {
    const soon = someFinding({ occurrences: 2, lastSeen: '2026-11-22T10:20:00Z' });
    const updated = nextTicket(opened(someFinding()), [soon], '2026-11-22T10:20:01Z');
    expect(updated?.comments).toEqual([]);
    expect(updated?.body).toContain('Seen 2 times');
    const late = someFinding({ occurrences: 3, lastSeen: '2026-11-22T13:59:59Z' });
    expect(nextTicket(opened(someFinding()), [late], HOURS_LATER)?.comments).toEqual([
      { at: HOURS_LATER, text: 'Seen again, 3 times so far: seen' },
    ]);
  });

  it('is closed when nothing is left open, and reopened by a regression', () => {
    const told = someFinding({ ticket: 'BAILIFF-1' });
    const closed = nextTicket(opened(told), [{ ...told, state: 'resolved' }], HOURS_LATER);
    expect(closed).toMatchObject({ id: 'BAILIFF-1', state: 'closed' });
    if (closed === undefined) throw new Error('not closed');
    const again = nextTicket(closed, [{ ...told, occurrences: 2 }], HOURS_LATER);
    expect(again?.state).toBe('open');
    expect(again?.comments.map(({ text }) => text)).toEqual(['Closed: seen', 'Reopened: seen']);
  });

  it('stays open while one of its findings is', () => {
    const one = someFinding({ ticket: 'BAILIFF-1' });
    const other = someFinding({ rule: 'another-rule', state: 'resolved', ticket: 'BAILIFF-1' });
    expect(opened(one, other).state).toBe('open');
  });

  it('says once in a comment what several findings say', () => {
    const history = [{ at: AT, what: 'Mended.' }];
    const mended = { state: 'remediated', mode: 'remediate', history } as const;
    const pair = (changes: Partial<Finding>) =>
      ['missing-act-as', 'missing-token-creator'].map((rule) => deniedFinding(rule, changes));
    const closed = opened(...pair(mended));
    expect(closed.comments).toEqual([{ at: AT, text: 'Closed: Mended.' }]);
    const again = nextTicket(
      opened(...pair({})),
      pair({ occurrences: 2, lastSeen: HOURS_LATER }),
      HOURS_LATER,
    );
    expect(again?.comments.map(({ text }) => text)).toEqual([
      'Seen again, 2 times so far: seen: denied deploy by dev@example.com; mode ticket',
    ]);
  });

  it('is not closed twice with the same words when findings are mended one after the other', () => {
    const history = [{ at: AT, what: 'Mended.' }];
    const mended = { state: 'remediated', mode: 'remediate', history } as const;
    const first = opened(deniedFinding('missing-act-as', mended));
    const both = [
      deniedFinding('missing-act-as', mended),
      deniedFinding('missing-token-creator', mended),
    ];
    const second = nextTicket(first, both, HOURS_LATER);
    expect(second?.findings).toHaveLength(2);
    expect(second?.comments).toEqual([{ at: AT, text: 'Closed: Mended.' }]);
  });

  it.each([
    [
      'of those that want attention',
      [
        deniedFinding('missing-act-as', { state: 'remediated' }),
        deniedFinding('cross-project-use-disabled'),
        deniedFinding('missing-token-creator'),
      ],
      'missing-token-creator',
    ],
    [
      'of all once none does',
      [
        deniedFinding('cross-project-use-disabled', { state: 'remediated' }),
        deniedFinding('missing-act-as', { state: 'remediated' }),
      ],
      'missing-act-as',
    ],
    [
      'whatever the order in which they come',
      [
        deniedFinding('another-rule'),
        deniedFinding('missing-act-as'),
        deniedFinding('default-service-account'),
        deniedFinding('service-account-unusable'),
      ],
      'service-account-unusable',
    ],
  ])('is titled by the most telling rule %s', (_case, findings, rule) => {
    const title = `${rule}: denied deploy of Cloud Run job cp (payments-prod, us-central1)`;
    expect(opened(...findings).title).toBe(title);
    expect(opened(...findings.toReversed())).toEqual(opened(...findings));
  });

  it('names the newest denied deploy in its title, and all jobs of late among its resources', () => {
    const next = deniedFinding('missing-act-as', {
      resource: { kind: 'job', project: 'payments-prod', location: 'us-central1', name: 'cp2' },
      lastSeen: '2026-11-22T10:10:00Z',
    });
    const ticket = nextTicket(
      opened(deniedFinding('missing-act-as')),
      [deniedFinding('missing-token-creator'), next],
      HOURS_LATER,
    );
    expect(ticket?.title).toContain('job cp2 ');
    expect(ticket?.resources.map((name) => name.split('/').at(-1))).toEqual(['cp2', 'cp']);
  });

  it('keeps its newest 200 comments, however often its job is broken and mended in turns', () => {
    const told = someFinding({ ticket: 'BAILIFF-1' });
    let ticket = opened(told);
    for (let turn = 1; turn <= 201; turn += 1) {
      const what = `turn ${turn}`;
      const state = turn % 2 === 1 ? 'resolved' : 'ticketed';
      const finding = { ...told, state, history: [{ at: AT, what }] } as const;
      ticket = nextTicket(ticket, [finding], HOURS_LATER) ?? ticket;
    }
    expect(ticket.comments).toHaveLength(200);
    expect(ticket.comments.at(0)?.text).toBe('Reopened: turn 2');
    expect(ticket.comments.at(-1)?.text).toBe('Closed: turn 201');
  });
});
