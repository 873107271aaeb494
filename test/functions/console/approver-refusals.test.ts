import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { consoleApp } from '../../../functions/console/console.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import {
  ADMIN,
  APPROVE,
  type ApproverConsole,
  approverConsole,
  OPEN,
  type Request,
  WAITING,
} from './approver-console.ts';
import { consolePorts } from './console-ports.ts';

const { digest } = someProposal();

let here: ApproverConsole;
beforeEach(async () => {
  here = await approverConsole();
});
afterEach(() => here.ledger.close());

describe('a request of an approver is refused, and nothing is recorded or here.told,', () => {
  const groups = {
    deployment: { ceiling: 'remediate' as const, approvers: ['group:security@example.com'] },
  };
  it.each<[string, string, Request, number, string]>([
    ['without a token', APPROVE, {}, 401, 'Say who asks'],
    [
      'with a token of another kind',
      APPROVE,
      { headers: { authorization: 'Basic eDp5' } },
      401,
      'Say who asks',
    ],
    [
      'by somebody who is no approver',
      APPROVE,
      { as: 'user:dev@example.com' },
      403,
      'user:dev@example.com is not among the approvers of this deployment.',
    ],
    [
      'by an account of an approver’s address',
      APPROVE,
      { as: 'serviceAccount:admin@example.com' },
      403,
      'is not among the approvers',
    ],
    [
      'by a member of a group that approves, which nobody can check',
      APPROVE,
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
      APPROVE,
      { as: ADMIN, body: { digest: 'f'.repeat(64) } },
      409,
      'The plan that waits is 0123456789ab',
    ],
    [
      'with too short a digest',
      APPROVE,
      { as: ADMIN, body: { digest: '0123456789a' } },
      400,
      'digest: must be the first 12 digits',
    ],
    [
      'with a member that nobody asked for',
      APPROVE,
      { as: ADMIN, body: { digest, force: true } },
      400,
      'The body is no such JSON object',
    ],
    ['with a list', APPROVE, { as: ADMIN, body: [] }, 400, 'The body is no such JSON object'],
    [
      'with what is no JSON',
      APPROVE,
      { as: ADMIN, body: '{' },
      400,
      'The body is no such JSON object',
    ],
    [
      'with an empty body',
      APPROVE,
      { as: ADMIN, body: '' },
      400,
      'The body is no such JSON object',
    ],
    [
      'with a body larger than any',
      APPROVE,
      { as: ADMIN, body: { digest: 'a'.repeat(20_000) } },
      413,
      'at most 16384 bytes',
    ],
    [
      'with a form’s content type',
      APPROVE,
      { as: ADMIN, headers: { 'content-type': 'text/plain' } },
      415,
      'content-type: application/json',
    ],
    [
      'with a form',
      APPROVE,
      {
        as: ADMIN,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'digest=',
      },
      415,
      'content-type: application/json',
    ],
    ['to reject without a reason', `/api/findings/${WAITING}/reject`, { as: ADMIN }, 400, 'reason'],
    [
      'to reject for a blank reason',
      `/api/findings/${WAITING}/reject`,
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
      `/api/findings/${WAITING}/undo`,
      { as: ADMIN },
      409,
      'Bailiff has changed nothing for this finding.',
    ],
    [
      'to undo with another kind of switch',
      `/api/findings/${WAITING}/undo`,
      { as: ADMIN, body: { dryRun: 'yes' } },
      400,
      'dryRun',
    ],
    [
      'for something else',
      `/api/findings/${WAITING}/delete`,
      { as: ADMIN },
      404,
      'There is no such endpoint.',
    ],
  ])('%s', async (_what, path, request, status, why) => {
    const before = await here.ledger.findings({});
    const answered = await here.post(path, request);
    expect(answered.status).toBe(status);
    expect(String(answered.answer['error'])).toContain(why);
    expect(await here.ledger.findings({})).toEqual(before);
    expect(here.told).toEqual([]);
  });

  it('by whoever deployed it, though he is an approver', async () => {
    const deployedBy = ['dev@example.com', 'second@example.com'];
    await here.ledger.move(WAITING, {
      state: 'awaiting-approval',
      proposal: someProposal({ deployedBy }),
    });
    const { status, answer } = await here.post(APPROVE, { as: 'user:second@example.com' });
    expect([status, answer['error']]).toEqual([
      403,
      'user:second@example.com deployed it, and nobody approves or undoes what he deployed himself: ask another approver.',
    ]);
    expect(here.told).toEqual([]);
  });

  it('to another origin, which is answered without any leave to read or to ask', async () => {
    const app = consoleApp(consolePorts(here.ledger));
    const asked = await app.request(APPROVE, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://evil.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(asked.status).toBe(404);
    const { headers } = await here.post(APPROVE, { headers: { origin: 'https://evil.example' } });
    for (const answer of [asked.headers, headers])
      expect([...answer.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});
