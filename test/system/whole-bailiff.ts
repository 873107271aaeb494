import { randomUUID } from 'node:crypto';
import { googlePorts } from '../../functions/remediate/google-ports.ts';
import type { RemediatePorts } from '../../functions/remediate/ports.ts';
import { remediate } from '../../functions/remediate/remediate.ts';
import { passesSink } from '../../sandbox/delivery/sink.ts';
import type { OrganizationFile } from '../../sandbox/organization/file.ts';
import type { Deployment } from '../../shared/domain/deployment.ts';
import { openLog } from '../../shared/log.ts';
import { RULES } from '../../shared/rules/registry.ts';
import { examplePolicy } from '../fixtures/example-policy.ts';
import { evaluating } from '../functions/evaluate/evaluating.ts';
import { REMEDIATE } from '../shared/gcp/local-apis.ts';

interface Options {
  readonly policy: string;
  readonly deployment?: Partial<Deployment>;
  readonly edit?: (file: OrganizationFile) => void;
}

interface Waiting {
  readonly to: 'evaluate' | 'remediate';
  readonly text: string;
  readonly id: string;
  tries: number;
}

// More than any real contention needs; what still fails then would end as a dead letter.
const MOST_TRIES = 40;

/**
 * Evaluate and remediate in this process, over the local organization's APIs and a ledger in memory. Nothing is delivered
 * by itself: the test says which of the waiting messages comes next, and whether it comes twice.
 */
export async function wholeBailiff(options: Options) {
  const { policy: text, deployment = {}, edit } = options;
  const policy = examplePolicy(text, deployment);
  let late = 0;
  const clock = () => Date.now() + late;
  const now = () => new Date(clock()).toISOString();
  const at = await evaluating({
    deployment,
    clock,
    ...(edit === undefined ? {} : { edit }),
    ports: { policy: { current: async () => ({ ok: true, policy }) } },
  });
  const { apis, ledger } = at;
  const waiting: Waiting[] = [];
  let entriesTaken = 0;
  let messagesTaken = 0;
  const ports: RemediatePorts = {
    ...googlePorts(apis.as(REMEDIATE), at.ports.deployment),
    ledger,
    policy: at.ports.policy,
    rules: RULES,
    log: openLog({ name: 'remediate', level: 'silent' }),
    now,
    sleep: async () => {},
    nonce: randomUUID,
    owner: randomUUID,
  };

  /** Takes in what the sink exports and what the functions published since. */
  function collect(): void {
    for (const entry of apis.log.entries.slice(entriesTaken))
      if (passesSink(entry)) wait('evaluate', JSON.stringify(entry));
    entriesTaken = apis.log.entries.length;
    for (const { topic, message } of apis.published.slice(messagesTaken))
      if (topic === 'decisions') wait('remediate', JSON.stringify(message));
    messagesTaken = apis.published.length;
  }

  function wait(to: Waiting['to'], text: string): void {
    waiting.push({ to, text, id: randomUUID(), tries: 0 });
  }

  async function deliver(message: Waiting): Promise<void> {
    message.tries += 1;
    try {
      if (message.to === 'evaluate') await at.deliverText(message.text, message.id, { now });
      else await remediate(push(message), ports);
    } catch (error) {
      if (message.tries >= MOST_TRIES) throw error;
      // Redelivered later: time goes on, so that leases end and propagation is given up.
      late += 30_000;
      waiting.push(message);
    }
  }

  return {
    apis,
    ledger,
    advance: (seconds: number) => {
      late += seconds * 1000;
    },
    /** What waits is lost: neither delivered nor delivered again. */
    lose: () => {
      collect();
      return waiting.splice(0).length;
    },
    /** As Cloud Scheduler asks for it; what it publishes waits like all else. */
    tick: () => at.deliverText('{"kind":"tick"}', randomUUID(), { now }),
    /** Delivers until nothing waits; `pick` answers a number from 0 to below 1 for each choice. */
    async settle(pick: () => number): Promise<void> {
      for (collect(); waiting.length > 0; collect()) {
        const [message] = waiting.splice(Math.floor(pick() * waiting.length), 1);
        if (message === undefined) return;
        await deliver(message);
        if (pick() < 0.2) await deliver({ ...message, tries: 0 });
      }
    },
    /** Delivers at most so many, and leaves the rest waiting. */
    async some(count: number, pick: () => number): Promise<void> {
      for (let i = 0; i < count; i += 1) {
        collect();
        const [message] = waiting.splice(Math.floor(pick() * waiting.length), 1);
        if (message !== undefined) await deliver(message);
      }
    },
    close: at.close,
  };
}

function push({ text, id, tries }: Waiting) {
  return {
    messageId: id,
    data: text,
    attributes: {},
    publishTime: '2026-05-04T06:00:01Z',
    subscription: 'projects/bailiff-prod/subscriptions/decisions-remediate',
    deliveryAttempt: tries,
  };
}

export type WholeBailiff = Awaited<ReturnType<typeof wholeBailiff>>;
