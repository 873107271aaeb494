import type { Channels } from '../../../../functions/notify/deliver/open-channels.ts';
import { notify } from '../../../../functions/notify/notify.ts';
import type { FunctionMessage } from '../../../../shared/domain/message.ts';
import { deliveryWakeKey } from '../../../../shared/domain/wake.ts';
import { secondsAfter } from '../../../../shared/ledger/instant.ts';
import type { Ledger } from '../../../../shared/ledger/ledger.ts';
import { openSqliteLedger } from '../../../../shared/ledger/sqlite.ts';
import { openLog } from '../../../../shared/log.ts';
import { sighting } from '../../../fixtures/sighting.ts';
import { notifyPorts } from '../notify-ports.ts';

type Sighted = Parameters<typeof sighting>[0] & { readonly channels?: readonly string[] };

/** notify with a ledger, channels and a clock of its own. */
export interface TellingWorld {
  ledger: Ledger;
  now(): string;
  advance(seconds: number): void;
  /** Has a job seen in violation; the finding is `ticketed`, unless its mode is less. */
  see(changes?: Sighted): Promise<void>;
  /** Delivers what remediate publishes of a finding, with all that is published for it. */
  told(id?: string): Promise<void>;
  deliver(message: FunctionMessage): Promise<void>;
  /** What ticks bring within so many seconds: deliveries that are due. */
  ticks(seconds: number): Promise<number>;
  readonly said: string[];
}

export const ID = 'default-service-account~payments-prod~us-central1~nightly';

export function openTellingWorld(
  channels: Channels,
  ledger = openSqliteLedger(':memory:'),
): TellingWorld {
  let at = '2026-11-22T10:00:00.000Z';
  let events = 0;
  const said: string[] = [];
  const write = (line: string) => void said.push(line);
  const log = openLog({ name: 'notify', level: 'info', destination: { write } });
  const world: TellingWorld = {
    ledger,
    said,
    now: () => at,
    advance: (seconds) => {
      at = secondsAfter(at, seconds);
    },
    async see({ channels: to = [], ...changes } = {}) {
      events += 1;
      const one = sighting({ mode: 'ticket', eventKey: `e${events}`, at, ...changes });
      const telling = { channels: to, because: 'The policy says so.' };
      const decision = { ...one.decision, telling };
      const finding = await world.ledger.see({ ...one, decision });
      if (finding.state === 'open' && decision.mode === 'ticket')
        await world.ledger.move(finding.id, { state: 'ticketed' });
    },
    told: (id = ID) => world.deliver({ kind: 'finding', finding: id, decision: 'd', event: 'e' }),
    deliver: (message) =>
      notify(
        {
          messageId: 'm1',
          data: JSON.stringify(message),
          attributes: {},
          publishTime: at,
          subscription: 'projects/bailiff-prod/subscriptions/outcomes-notify',
          deliveryAttempt: 1,
        },
        log,
        notifyPorts(world.ledger, () => at, channels),
      ),
    async ticks(seconds) {
      const until = secondsAfter(at, seconds);
      let told = 0;
      for (;;) {
        const [wake] = await world.ledger.due(until, 1);
        if (wake?.kind !== 'delivery') break;
        if (Date.parse(wake.due) > Date.parse(at)) at = wake.due;
        told += 1;
        await world.deliver({ kind: 'delivery', delivery: wake.delivery });
        const left = await world.ledger.wake(deliveryWakeKey(wake.delivery));
        if (left?.nonce === wake.nonce) throw new Error(`${wake.delivery} stays due.`);
      }
      at = until;
      return told;
    },
  };
  return world;
}
