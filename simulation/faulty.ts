import { type Activity, kill, running } from './activity.ts';
import { type CallKind, kindOf } from './call-kinds.ts';
import type { Faults } from './faults.ts';
import { type Request, type Response, type Send, Unanswered } from './local-apis.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';

interface Around {
  readonly scheduler: Scheduler;
  readonly faults: Faults;
  readonly random: Random;
  readonly trace: Trace;
}

const NAMES: Readonly<Record<number, string>> = {
  403: 'PERMISSION_DENIED',
  409: 'ABORTED',
  412: 'FAILED_PRECONDITION',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};
const LONGEST_JUMP_MS = 15 * 60_000;
const STALE_KEPT = 3;

/**
 * The same APIs as an instance meets them: each request waits for its turn, and may be refused, get lost on either way,
 * be answered with what was so a while ago, or be the last thing that its instance does.
 */
export function faulty(send: Send, { scheduler, faults, random, trace }: Around): Send {
  const earlier = new Map<string, Response[]>();
  const never = new Promise<never>(() => {});

  function refused(kind: CallKind): number | undefined {
    if (faults.strikes('answered 503')) return 503;
    if (faults.strikes('answered 500')) return 500;
    if (faults.strikes('answered 429')) return 429;
    if (kind === 'read' && faults.strikes('answered 403')) return 403;
    if (kind === 'write' && faults.strikes('answered 409')) return 409;
    if (kind === 'write' && faults.strikes('answered 412')) return 412;
    return undefined;
  }

  function dies(activity: Activity, when: 'ahead of' | 'behind'): boolean {
    if (!faults.strikes(`killed ${when} a call`)) return false;
    trace.add(`${activity.instance.name} is killed ${when} this call`);
    kill(activity.instance);
    return true;
  }

  async function answer(request: Request, activity: Activity): Promise<Response> {
    const { method, url } = request;
    const kind = kindOf(method, url);
    const what = `${activity.name}: ${method} ${shown(url)}`;
    const key = `${request.principal} ${method} ${url.pathname}${url.search} ${request.body}`;
    const told = (text: string) => trace.add(`${what} ${text}`);
    if (faults.strikes('clock set forward')) scheduler.jump(random.below(LONGEST_JUMP_MS));
    if (dies(activity, 'ahead of')) return never;
    const status = kind === 'file' ? undefined : refused(kind);
    if (status !== undefined) {
      told(`is refused: ${status}`);
      if (status === 403) activity.unread.add(key);
      return { status, text: refusal(status) };
    }
    if (kind !== 'read' && kind !== 'file' && faults.strikes('timed out ahead of a write')) {
      told('gets lost');
      throw new Unanswered();
    }
    const response = await send({ ...request, by: activity });
    if (dies(activity, 'behind')) return never;
    if (kind !== 'read' && kind !== 'file' && faults.strikes('timed out behind a write')) {
      told(`${response.status}, but the answer gets lost`);
      throw new Unanswered();
    }
    if (kind === 'read') {
      activity.unread.delete(key);
      const known = earlier.get(key) ?? [];
      const old = known.find(({ text }) => text !== response.text);
      if (known.at(-1)?.text !== response.text)
        earlier.set(key, [...known, response].slice(-STALE_KEPT));
      if (old !== undefined && faults.strikes('stale read')) {
        told(`${old.status}, of a while ago`);
        return old;
      }
    }
    told(String(response.status));
    return response;
  }

  return (request) => {
    const activity = running.getStore();
    // A person's own call.
    if (activity === undefined) return send(request);
    return scheduler.gate(() => answer(request, activity));
  };
}

function refusal(code: number): string {
  return JSON.stringify({ error: { code, status: NAMES[code], message: 'It so happens.' } });
}

function shown({ pathname, search }: URL): string {
  return `${pathname}${search}`.replace(/^\/(v\d\w*)\//, '').slice(0, 160);
}
