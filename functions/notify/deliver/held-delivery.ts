import type { Delivery } from '../../../shared/domain/delivery.ts';
import { secondsAfter } from '../../../shared/ledger/instant.ts';
import type { NotifyPorts } from '../ports.ts';

/** Somebody else took the delivery over; he goes on with it. */
export class DeliveryLost extends Error {
  override readonly name = 'DeliveryLost';
}

/** A delivery that nobody else is at. */
export interface HeldDelivery {
  readonly present: () => Delivery;
  /** Keeps what has come of it so far. Throws DeliveryLost. */
  keep(changes: Changes): Promise<void>;
  /** Ends it; false when somebody wished for it meanwhile, and it is still held. */
  release(changes?: Changes): Promise<boolean>;
  /** Ends it, whoever wished for it meanwhile: there is a wake that has it tried again. Throws DeliveryLost. */
  giveUp(changes: Changes): Promise<void>;
}

/** `undefined` takes what was there away. */
type Changes = {
  readonly [K in keyof Omit<Delivery, 'channel' | 'subject' | 'lease' | 'again'>]?:
    | Delivery[K]
    | undefined;
};

/** Longer than one step in any system takes; each step holds it for as long again. */
export const LEASE_SECONDS = 120;

/** `undefined` while somebody else is at it: he looks again before he ends. */
export async function holdDelivery(
  key: string,
  fresh: Pick<Delivery, 'channel' | 'subject'>,
  { ledger, now, owner: newOwner }: Pick<NotifyPorts, 'ledger' | 'now' | 'owner'>,
): Promise<HeldDelivery | undefined> {
  const owner = newOwner();
  const lease = () => ({ owner, until: secondsAfter(now(), LEASE_SECONDS) });
  const first = await ledger.changeNotice('delivery', key, (one) => {
    const busy =
      one?.lease !== undefined &&
      one.lease.owner !== owner &&
      Date.parse(one.lease.until) > Date.parse(now());
    if (busy) return one.again === true ? undefined : { ...one, again: true };
    const base: Delivery = one ?? fresh;
    const { again: _, ...rest } = base;
    return { ...rest, lease: lease() };
  });
  if (first?.lease?.owner !== owner) return undefined;
  let present = first;

  async function write(change: (one: Delivery) => Delivery): Promise<void> {
    const next = await ledger.changeNotice('delivery', key, (one) =>
      one?.lease?.owner === owner ? change(one) : undefined,
    );
    // Asked twice, when nobody could say whether it was written, a released one has no owner any more.
    if (next === undefined || (next.lease !== undefined && next.lease.owner !== owner))
      throw new DeliveryLost(key);
    present = next;
  }

  return {
    present: () => present,
    keep: (changes) => write((one) => ({ ...changed(one, changes), lease: lease() })),
    async release(changes = {}) {
      await write((one) => {
        const { lease: held, again, ...rest } = changed(one, changes);
        return again === true && held !== undefined ? { ...rest, lease: held } : rest;
      });
      return present.lease === undefined;
    },
    giveUp: (changes) =>
      write((one) => {
        const { lease: _, again: __, ...rest } = changed(one, changes);
        return rest;
      }),
  };
}

function changed(one: Delivery, changes: Changes): Delivery {
  const all = Object.entries({ ...one, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as unknown as Delivery;
}
