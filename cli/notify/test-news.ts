import type {
  AlertNews,
  Draft,
  FindingNews,
  Note,
  TicketNews,
} from '../../shared/channels/channel.ts';
import { findingId } from '../../shared/domain/finding.ts';
import { fullResourceName } from '../../shared/domain/resource.ts';

/** What a test sends; nothing in it is anybody's. */
export interface TestNews {
  readonly draft: Draft;
  readonly comment: Note;
  readonly end: Note;
  readonly ticket: TicketNews;
  readonly alert: AlertNews;
  readonly finding: FindingNews;
}

const TEXT =
  'This is a test by "bailiff notify test": nothing is wrong, and there is nothing to do.';
const PROJECT = 'bailiff-test';

/** `run` is 32 hexadecimal digits that no other test has; `at` is RFC 3339. */
export function testNews(run: string, at: string): TestNews {
  const draft: Draft = {
    fingerprint: run,
    id: 'BAILIFF-TEST',
    title: `[TEST] Bailiff reaches this channel (${run.slice(0, 8)})`,
    body: [
      { kind: 'paragraph', text: TEXT },
      { kind: 'list', heading: 'What follows', items: ['A comment.', 'The end of this ticket.'] },
    ],
    severity: 'low',
    rules: [],
    project: PROJECT,
    owner: undefined,
  };
  const because = 'The test is over.';
  return {
    draft,
    comment: { mark: run.slice(0, 16), text: `[TEST] A comment. ${TEXT}`, again: false },
    end: { mark: run.slice(16), text: `[TEST] ${because}`, again: false },
    ticket: { kind: 'ticket', mark: run, change: 'closed', draft, because, links: {} },
    alert: alertOf(run, at),
    finding: findingOf(run, at),
  };
}

function alertOf(run: string, at: string): AlertNews {
  const about = 'bailiff notify test';
  const alert = {
    id: `TEST-${run.slice(0, 8)}`,
    key: `test:${run}`,
    // There is no kind for what is no alert.
    kind: 'channel-down',
    severity: 'low',
    text: `[TEST] ${TEXT} No channel is down.`,
    about,
    firstRaised: at,
    lastRaised: at,
    count: 1,
    published: undefined,
  } as const;
  return { kind: 'alert', mark: run, alert };
}

/** One that is over, so that nobody finds it among what is to be mended. */
function findingOf(run: string, at: string): FindingNews {
  const rule = 'default-service-account';
  const name = `bailiff-test-${run.slice(0, 8)}`;
  const resource = { kind: 'job', project: PROJECT, location: 'us-central1', name } as const;
  const parts = {
    rule,
    resource,
    attempted: false,
    deployer: undefined,
    serviceAccount: undefined,
  };
  const finding = {
    ...parts,
    id: findingId(parts),
    resourceName: fullResourceName(resource),
    evidence: {
      kind: 'default-service-account',
      account: undefined,
      which: 'compute-engine',
      named: 'unknown',
      roles: [],
      executionCount: 0,
      runningExecutions: [],
      lastModifier: undefined,
    },
    indeterminate: [],
    state: 'resolved',
    mode: 'observe',
    decision: {
      mode: 'observe',
      wanted: 'observe',
      because: [`[TEST] ${TEXT}`],
      exemption: undefined,
      action: undefined,
      remediateExecuted: false,
      policyDigest: '0'.repeat(64),
    },
    principal: 'unknown',
    uid: '',
    generation: 0,
    firstSeen: at,
    lastSeen: at,
    occurrences: 1,
    setBacks: [],
    ticket: undefined,
    fix: [],
    wayBack: [],
    history: [{ at, what: `[TEST] ${TEXT}` }],
  } as const;
  return { kind: 'finding', mark: run, finding, severity: 'low', at };
}
