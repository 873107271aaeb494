import { consoleApp } from '../../../functions/console/console.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import type { Ledger } from '../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../shared/ledger/sqlite.ts';
import { someProposal } from '../../fixtures/proposal.ts';
import { sighting } from '../../fixtures/sighting.ts';
import { consolePorts } from './console-ports.ts';

/** A finding whose plan waits for an approver. */
export const WAITING = 'default-service-account~payments-prod~us-central1~nightly';
/** A finding of which nothing waits. */
export const OPEN = 'default-service-account~payments-prod~us-central1~hourly';
export const ADMIN = 'user:admin@example.com';
/** To approve WAITING. */
export const APPROVE = `/api/findings/${WAITING}/approve`;

export interface Request {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ports?: Parameters<typeof consolePorts>[1];
}

/** The console in front of a ledger in memory with WAITING and OPEN in it. */
export async function approverConsole() {
  const ledger: Ledger = openSqliteLedger(':memory:');
  const told: { topic: string; message: FunctionMessage }[] = [];
  await ledger.see(sighting());
  await ledger.see(sighting({ job: 'hourly' }));
  const proposal = someProposal();
  await ledger.move(WAITING, { state: 'awaiting-approval', mode: 'approve', proposal });

  async function post(path: string, { as, body = {}, headers = {}, ports = {} }: Request = {}) {
    const who = as === undefined ? {} : { authorization: `Bearer sandbox:${as}` };
    const publisher = {
      publish: async (topic: string, message: FunctionMessage) =>
        void told.push({ topic, message }),
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

  return {
    ledger,
    /** What remediate was told. */
    told,
    post,
  };
}
export type ApproverConsole = Awaited<ReturnType<typeof approverConsole>>;
