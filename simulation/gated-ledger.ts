import type { Ledger } from '../shared/ledger/ledger.ts';
import { type Activity, kill, running } from './activity.ts';
import type { Faults } from './faults.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

export interface LedgerCall {
  readonly method: keyof Ledger;
  readonly given: readonly unknown[];
  readonly answer: unknown;
}

/** The ledger as an instance meets it: each transaction waits for its turn, and may be the last thing that the instance does. */
export function gatedLedger(
  ledger: Ledger,
  around: {
    readonly scheduler: Scheduler;
    readonly faults: Faults;
    readonly trace: Trace;
    /** Told of every call that the ledger answered. */
    readonly heard: (call: LedgerCall, by: Activity) => Promise<void>;
  },
): Ledger {
  const { scheduler, faults, trace, heard } = around;
  const never = new Promise<never>(() => {});
  return new Proxy(ledger, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const activity = running.getStore();
        if (activity === undefined) return Reflect.apply(member, target, given);
        const { instance, name } = activity;
        const dies = (when: 'ahead of' | 'behind') => {
          if (!faults.strikes(`killed ${when} a call`)) return false;
          trace.add(`${instance.name} is killed ${when} its ledger.${String(property)}`);
          kill(instance);
          return true;
        };
        return scheduler.gate(async () => {
          if (dies('ahead of')) return never;
          const answer: unknown = await Reflect.apply(member, target, given);
          trace.add(`${name}: ledger.${String(property)}${said(given[0], answer)}`);
          await heard({ method: property as keyof Ledger, given, answer }, activity);
          return dies('behind') ? never : answer;
        });
      };
    },
  });
}

/** What the call was about, in short. */
function said(about: unknown, answer: unknown): string {
  const key = typeof about === 'string' ? about : Reflect.get(Object(about), 'decision');
  const kind: unknown = Reflect.get(Object(answer), 'kind') ?? Reflect.get(Object(answer), 'state');
  const shown = [key, kind].filter((one) => typeof one === 'string').join(' → ');
  return shown === '' ? '' : ` ${shown}`;
}
