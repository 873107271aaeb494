import { randomUUID } from 'node:crypto';
import { consoleApp } from '../../../functions/console/console.ts';
import type { FunctionMessage } from '../../../shared/domain/message.ts';
import { consolePorts } from '../console/console-ports.ts';
import { type Remediating, ruleSays } from './remediating.ts';

export const ADMIN = 'user:admin@example.com';
/** A second approver in these tests. */
export const SECOND = 'user:second@example.com';
/** Both, for a deployment. */
export const APPROVERS = [ADMIN, SECOND];
/** A policy that has a plan wait. */
export const APPROVES = ruleSays(
  'mode: approve',
  'action: { create: { roles: [roles/logging.logWriter] } }',
);

export const JOBS = 'projects/payments-prod/locations/us-central1/jobs';

/** Deploys the job again as dev@example.com, without a change of its account. */
export async function redeploy(world: Remediating, name: string): Promise<void> {
  const { template, labels } = structuredClone(world.jobBody(name));
  const requestBody = { template, labels: { ...labels, again: randomUUID() } };
  await world.apis
    .jobsAs('user:dev@example.com')
    .patch({ name: `${JOBS}/${name}`, requestBody: requestBody as object });
}

export interface Asked {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** What the console told remediate. */
  readonly messages: readonly FunctionMessage[];
}

/** The console in front of the world's ledger; nothing of what it publishes is delivered by itself. */
export function approving(world: Remediating) {
  async function ask(
    id: string,
    verb: string,
    { as = ADMIN, body = {} }: { readonly as?: string; readonly body?: object } = {},
  ): Promise<Asked> {
    const messages: FunctionMessage[] = [];
    const app = consoleApp(
      consolePorts(world.ledger(), {
        deployment: world.ports().deployment,
        publisher: { publish: async (_topic, message) => void messages.push(message) },
        now: world.now,
      }),
    );
    const response = await app.request(`/api/findings/${encodeURIComponent(id)}/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer sandbox:${as}` },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Readonly<Record<string, unknown>>;
    return { status: response.status, body: answer, messages };
  }

  /** Asks, which must be taken, and delivers what that publishes. */
  async function done(id: string, verb: string, how: Parameters<typeof ask>[2] = {}) {
    const asked = await ask(id, verb, how);
    if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
    for (const message of asked.messages) await world.deliver(message);
    return asked;
  }

  return { ask, done };
}
