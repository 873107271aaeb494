import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consoleApp } from '../../../functions/console/console.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { claimRequest } from '../../fixtures/claim-request.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { consolePorts } from './console-ports.ts';

const ID = 'default-service-account~payments-prod~us-central1~nightly';
const OPEN = 'default-service-account~payments-prod~us-central1~hourly';
const { digest } = someProposal();

let ledger: Ledger;
let told: { topic: string; message: FunctionMessage }[];
beforeEach(async () => {
  ledger = openSqliteLedger(':memory:');
  told = [];
  await ledger.see(sighting());
  await ledger.see(sighting({ job: 'hourly' }));
  await ledger.move(ID, { state: 'awaiting-approval', mode: 'approve', proposal: someProposal() });
});
afterEach(() => ledger.close());

interface Request {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ports?: Parameters<typeof consolePorts>[1];
}

async function post(path: string, { as, body = {}, headers = {}, ports = {} }: Request = {}) {
  const who = as === undefined ? {} : { authorization: `Bearer sandbox:${as}` };
  const publisher = {
    publish: async (topic: string, message: FunctionMessage) => void told.push({ topic, message }),
  };
  const app = consoleApp(consolePorts(ledger, { publisher, ...ports }));
  const response = await app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...who, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  return { status: response.status, headers: response.headers, answer };
}
const ADMIN = 'user:admin@example.com';
const approve = `/api/findings/${ID}/approve`;

describe('POST /api/findings/ID/approve', () => {
  it('records the approval, answers the plan, and tells remediate by ids alone where to look', async () => {
    const ports = { newId: () => 'f3a1' };
    const { status, answer } = await post(approve, { as: ADMIN, body: { digest }, ports });
    expect(status).toBe(202);
    expect(answer).toEqual({
      finding: ID,
      said: `${ADMIN} approved the plan 0123456789ab. Bailiff reads everything again, and does it if nothing has moved.`,
      plan: '0123456789ab',
      does: ['Move the job from its default account to nightly-runner.'],
      notes: [],
      request: {
        ...{ kind: 'approve', id: 'f3a1', by: ADMIN, of: digest, used: false },
        ...{ at: '2026-03-01T12:00:00.000Z', expires: '2026-03-02T12:00:00.000Z' },
      },
    });
    expect((await ledger.finding(ID))?.request).toEqual(answer['request']);
    const message = {
      ...{ kind: 'finding', finding: ID },
      ...{ decision: `${ID}@approve.f3a1`, event: 'approvals|approve.f3a1' },
    };
    expect(told).toEqual([{ topic: 'approvals', message }]);
  });

  it('tells again, and records nothing new, when another approver wants the same', async () => {
    await post(approve, { as: ADMIN });
    const before = await ledger.finding(ID);
    const { status } = await post(approve, { as: 'user:Second@example.com' });
    expect(status).toBe(202);
    expect(await ledger.finding(ID)).toEqual(before);
    expect(told).toHaveLength(2);
    expect(told[1]).toEqual(told[0]);
  });

  it('fails when remediate cannot be told, and can be asked again', async () => {
    const publish = async () => {
      throw new Error('Pub/Sub is away.');
    };
    const ports = { publisher: { publish } };
    const { status, answer } = await post(approve, { as: ADMIN, ports });
    expect(status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('Pub/Sub');
    expect((await post(approve, { as: ADMIN })).status).toBe(202);
    expect(told).toHaveLength(1);
  });
});

describe('a request of an approver is refused, and nothing is recorded or told,', () => {
  const groups = {
    deployment: { ceiling: 'remediate' as const, approvers: ['group:security@example.com'] },
  };
  it.each<[string, string, Request, number, string]>([
    ['without a token', approve, {}, 401, 'Say who asks'],
    [
      'with a token of another kind',
      approve,
      { headers: { authorization: 'Basic eDp5' } },
      401,
      'Say who asks',
    ],
    [
      'by somebody who is no approver',
      approve,
      { as: 'user:dev@example.com' },
      403,
      'user:dev@example.com is not among the approvers of this deployment.',
    ],
    [
      'by an account of an approver’s address',
      approve,
      { as: 'serviceAccount:admin@example.com' },
      403,
      'is not among the approvers',
    ],
    [
      'by a member of a group that approves, which nobody can check',
      approve,
      { as: ADMIN, ports: groups },
      403,
      'Who is a member of group:security@example.com cannot be checked here: list the person by name.',
    ],
    [
      'of a finding that nobody knows',
      '/api/findings/nothing/approve',
      { as: ADMIN },
      404,
      'No finding has that id.',
    ],
    [
      'of a finding that waits for nobody',
      `/api/findings/${OPEN}/approve`,
      { as: ADMIN },
      409,
      'No plan of it waits for an approver: it is open.',
    ],
    [
      'with the digest of another plan',
      approve,
      { as: ADMIN, body: { digest: 'f'.repeat(64) } },
      409,
      'The plan that waits is 0123456789ab',
    ],
    [
      'with too short a digest',
      approve,
      { as: ADMIN, body: { digest: '0123456789a' } },
      400,
      'digest: must be the first 12 digits',
    ],
    [
      'with a member that nobody asked for',
      approve,
      { as: ADMIN, body: { digest, force: true } },
      400,
      'The body is no such JSON object',
    ],
    ['with a list', approve, { as: ADMIN, body: [] }, 400, 'The body is no such JSON object'],
    [
      'with what is no JSON',
      approve,
      { as: ADMIN, body: '{' },
      400,
      'The body is no such JSON object',
    ],
    [
      'with an empty body',
      approve,
      { as: ADMIN, body: '' },
      400,
      'The body is no such JSON object',
    ],
    [
      'with a body larger than any',
      approve,
      { as: ADMIN, body: { digest: 'a'.repeat(20_000) } },
      413,
      'at most 16384 bytes',
    ],
    [
      'with a form’s content type',
      approve,
      { as: ADMIN, headers: { 'content-type': 'text/plain' } },
      415,
      'content-type: application/json',
    ],
    [
      'with a form',
      approve,
      {
        as: ADMIN,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'digest=',
      },
      415,
      'content-type: application/json',
    ],
    ['to reject without a reason', `/api/findings/${ID}/reject`, { as: ADMIN }, 400, 'reason'],
    [
      'to reject for a blank reason',
      `/api/findings/${ID}/reject`,
      { as: ADMIN, body: { reason: ' ' } },
      400,
      'reason',
    ],
    [
      'to reject where nothing waits',
      `/api/findings/${OPEN}/reject`,
      { as: ADMIN, body: { reason: 'No.' } },
      409,
      'it is open',
    ],
    [
      'to undo where nothing was done',
      `/api/findings/${ID}/undo`,
      { as: ADMIN },
      409,
      'Bailiff has changed nothing for this finding.',
    ],
    [
      'to undo with another kind of switch',
      `/api/findings/${ID}/undo`,
      { as: ADMIN, body: { dryRun: 'yes' } },
      400,
      'dryRun',
    ],
    [
      'for something else',
      `/api/findings/${ID}/delete`,
      { as: ADMIN },
      404,
      'There is no such endpoint.',
    ],
  ])('%s', async (_what, path, request, status, why) => {
    const before = await ledger.findings({});
    const answered = await post(path, request);
    expect(answered.status).toBe(status);
    expect(String(answered.answer['error'])).toContain(why);
    expect(await ledger.findings({})).toEqual(before);
    expect(told).toEqual([]);
  });

  it('by whoever deployed it, though he is an approver', async () => {
    const deployedBy = ['dev@example.com', 'second@example.com'];
    await ledger.move(ID, { state: 'awaiting-approval', proposal: someProposal({ deployedBy }) });
    const { status, answer } = await post(approve, { as: 'user:second@example.com' });
    expect([status, answer['error']]).toEqual([
      403,
      'user:second@example.com deployed it, and nobody approves or undoes what he deployed himself: ask another approver.',
    ]);
    expect(told).toEqual([]);
  });

  it('to another origin, which is answered without any leave to read or to ask', async () => {
    const app = consoleApp(consolePorts(ledger));
    const asked = await app.request(approve, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(asked.status).toBe(404);
    const { headers } = await post(approve, { headers: { origin: 'https://evil.example' } });
    for (const answer of [asked.headers, headers])
      expect([...answer.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('POST /api/findings/ID/reject', () => {
  it('holds the finding at ticket with the reason, and all that the same plan would have mended', async () => {
    const sibling = await ledger.see(sighting({ job: 'sibling' }));
    await ledger.move(sibling.id, { state: 'awaiting-approval', proposal: someProposal() });
    const together = [sibling.id];
    await ledger.move(ID, { state: 'awaiting-approval', proposal: someProposal({ together }) });
    const body = { reason: ' Not in March. ' };
    const { status, answer } = await post(`/api/findings/${ID}/reject`, { as: ADMIN, body });
    expect(status).toBe(202);
    expect(answer['said']).toBe(
      `${ADMIN} rejected the plan: it stays at ticket until the job or the policy changes.`,
    );
    for (const id of [ID, sibling.id])
      expect(await ledger.finding(id)).toMatchObject({
        state: 'held',
        mode: 'ticket',
        hold: { kind: 'rejected', by: ADMIN, reason: 'Not in March.' },
      });
    expect(told.map(({ message }) => message.kind === 'finding' && message.finding)).toEqual([
      ID,
      sibling.id,
    ]);
  });
});

describe('POST /api/findings/ID/undo', () => {
  const step = {
    kind: 'grant-act-as',
    account: 'nightly-runner@payments-prod.iam.gserviceaccount.com',
    member: 'user:dev@example.com',
  } as const;
  /** A remediation that made one grant. */
  async function mended(deployedBy: readonly string[]) {
    const claim = claimRequest();
    await ledger.claim(claim);
    const { decision, owner } = claim;
    await ledger.journalPlan(decision, owner, { steps: [step], notes: [], deployedBy });
    const at = '2026-03-01T10:00:01Z';
    await ledger.beginStep(decision, owner, { index: 0, kind: step.kind, before: {} }, at);
    await ledger.endStep(decision, owner, 0, { added: true }, at);
    const done = { kind: 'remediated', because: 'Mended.', wayBack: [] } as const;
    await ledger.conclude(decision, owner, done, at);
    await ledger.move(ID, { state: 'remediated' });
  }

  it('records what is to be undone; with dryRun it only says what that is', async () => {
    await mended(['dev@example.com']);
    const does = [
      `Take roles/iam.serviceAccountUser on ${step.account} from ${step.member} again, if it is still there.`,
    ];
    const body = { dryRun: true };
    const dry = await post(`/api/findings/${ID}/undo`, { as: ADMIN, body });
    expect([dry.status, dry.answer['does'], dry.answer['stays']]).toEqual([200, does, []]);
    expect((await ledger.finding(ID))?.request).toBeUndefined();
    expect(told).toEqual([]);
    const { status, answer } = await post(`/api/findings/${ID}/undo`, { as: ADMIN });
    expect([status, answer['does']]).toEqual([202, does]);
    expect((await ledger.finding(ID))?.request).toMatchObject({ kind: 'undo', of: 'decision-1' });
    expect(told).toHaveLength(1);
  });

  it('is refused to whoever deployed it, dry run or not', async () => {
    await mended(['second@example.com']);
    for (const dryRun of [true, false]) {
      const request = { as: 'user:second@example.com', body: { dryRun } };
      expect((await post(`/api/findings/${ID}/undo`, request)).status).toBe(403);
    }
    expect(told).toEqual([]);
  });
});
